"""A purchase earns points: so many per euro, rounded down."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.domain.earning import read_order_reference, require_points_possible
from loyalty_app.domain.happening import require_possible_moment
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post, remember_order, require_new_order
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer, require_as_shown
from loyalty_app.operations.categories_of_a_sale import link_categories, require_categories
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnPoints(CardCommand):
    """Credit a purchase. `order_reference`: the receipt number; `happened_at`: when it was, if not now."""

    purchase_amount_cents: int
    order_reference: str | None = None
    category_ids: tuple[int, ...] = ()
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEarned(CardChanged):
    """The points are on the card."""

    points_earned: int
    points_per_euro: int


@operation
def earn_points(work: Work, command: EarnPoints) -> PointsEarned:
    """Add the points of one purchase (spec 2 §4 "Points").

    Refuses amount_zero, amount_negative, amount_too_high, below_minimum, no_points, order_reference_required,
    order_already_recorded, category_required, date_invalid, changed_meanwhile and what every card operation refuses.
    """
    actor = command.actor
    card = lock_card(work, actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, PointsEarned):
        return recorded
    require_possible_moment(command.happened_at, now=work.now())
    card.require_usable()
    card.require_staff(actor)
    card.require_not_own_card(actor)
    card.rules.require_points()
    require_as_shown(command, card.rules.points_per_euro)
    order_reference = read_order_reference(command.order_reference, is_mandatory=card.policy.require_order_reference)
    points = require_points_possible(command.purchase_amount_cents, card.rules, is_manager=actor.is_manager_at_counter)
    categories = require_categories(work, actor, command.category_ids, is_mandatory=True)
    require_new_order(work, card.merchant_id, order_reference)
    posting = Posting(
        type=TransactionType.POINTS_EARNED,
        points_delta=points,
        purchase_amount_cents=command.purchase_amount_cents,
        order_reference=order_reference,
        categories=categories,
        happened_at=command.happened_at,
    )
    line, card = post(work, actor, card, posting)
    remember_order(work, line)
    link_categories(work, line, command.category_ids)
    transaction, view = answer(work, card, line)
    outcome = PointsEarned(
        transaction=transaction,
        card=view,
        points_earned=line.points_delta,
        points_per_euro=card.rules.points_per_euro,
    )
    return work.record(card.merchant_id, command, outcome)
