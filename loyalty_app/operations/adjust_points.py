"""Put a balance right by hand: an owner or manager adds or takes points and says why."""

from dataclasses import dataclass

from loyalty_app.domain.adjusting import require_adjustable
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustPoints(CardCommand):
    """Add (above zero) or take (below zero) points."""

    points_delta: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAdjusted(CardChanged):
    """The balance was changed by hand."""


@operation
def adjust_points(work: Work, command: AdjustPoints) -> PointsAdjusted:
    """Change the balance by a manager's word.

    Refuses manager_required, reason_required, adjust_limit, would_be_negative (never clamped) and what every
    card operation refuses.
    """
    actor = command.actor
    card = lock_card(work, actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, PointsAdjusted):
        return recorded
    card.require_usable()
    card.rights(actor).require_manager()
    card.rules.require_points()
    reason = read_reason(command.reason)
    require_adjustable(card.state, command.points_delta, adjust_limit_points=card.policy.adjust_limit_points)
    posting = Posting(type=TransactionType.POINTS_ADJUSTMENT, points_delta=command.points_delta, reason=reason)
    line, card = post(work, actor, card, posting)
    transaction, view = answer(work, card, line)
    return work.record(card.merchant_id, command, PointsAdjusted(transaction=transaction, card=view))
