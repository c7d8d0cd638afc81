"""The points ran out while the customer was in hospital: give expired points back."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.adjusting import Expiry, require_restorable
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Line, Posting, post, recorded_line, taken_back
from loyalty_app.operations.card_operation import CardChanged, answer
from loyalty_app.operations.reversing_a_line import lock_card_of
from loyalty_app.unit_of_work import Command, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorePoints(Command):
    """Give back so many of the points that expired on the line of that id."""

    actor: Actor
    transaction_id: int
    points: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRestored(CardChanged):
    """Expired points are on the card again."""


@operation
def restore_points(work: Work, command: RestorePoints) -> PointsRestored:
    """Restore points, at most what expired and was not restored yet.

    Refuses transaction_unknown (also for a line of another kind), manager_required, reason_required,
    restore_exceeds_expired and what every card operation refuses.
    """
    actor = command.actor
    expiry_line = _expiry_line(recorded_line(work, actor.merchant_id, command.transaction_id))
    expiry_line, card = lock_card_of(work, actor, expiry_line)
    if recorded := work.recorded(card.merchant_id, command, PointsRestored):
        return recorded
    card.require_usable()
    card.rights(actor).require_manager()
    reason = read_reason(command.reason)
    expiry = Expiry(points_expired=-expiry_line.points_delta, points_restored=taken_back(work, expiry_line).points)
    require_restorable(expiry, command.points)
    posting = Posting(
        type=TransactionType.POINTS_RESTORED,
        points_delta=command.points,
        reverses_id=expiry_line.id,
        reverses_in_full=command.points == expiry.points_left,
        reason=reason,
    )
    line, card = post(work, actor, card, posting)
    transaction, view = answer(work, card, line)
    return work.record(card.merchant_id, command, PointsRestored(transaction=transaction, card=view))


def _expiry_line(line: Line | None) -> Line | None:
    return line if line and line.type == TransactionType.POINTS_EXPIRED else None
