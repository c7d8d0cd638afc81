"""One coffee, one stamp: put a stamp on a customer's card."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.domain.happening import require_possible_moment
from loyalty_app.domain.stamping import require_stamp_possible
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer, require_as_shown
from loyalty_app.operations.categories_of_a_sale import link_categories, require_categories
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStamp(CardCommand):
    """Put one stamp on the card. `happened_at`: when it was at the counter, if not now."""

    category_ids: tuple[int, ...] = ()
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StampAdded(CardChanged):
    """The stamp is on the card."""

    reward_earned: bool
    next_stamp_available_at: datetime | None
    remaining_stamps_today: int


@operation
def add_stamp(work: Work, command: AddStamp) -> StampAdded:
    """Add one stamp (spec 2 §4 "Stamps").

    Refuses date_invalid, changed_meanwhile, cooldown_active, daily_limit and what every card operation refuses.
    """
    card = lock_card(work, command.actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, StampAdded):
        return recorded
    require_possible_moment(command.happened_at, now=work.now())
    card.require_usable()
    card.require_staff(command.actor)
    card.require_not_own_card(command.actor)
    card.rules.require_stamps()
    require_as_shown(command, card.rules.stamps_target)
    categories = require_categories(work, command.actor, command.category_ids, is_mandatory=False)
    require_stamp_possible(card.state, card.rules, now=work.now(), day=card.today(work.now()))
    line, card = post(
        work,
        command.actor,
        card,
        Posting(
            type=TransactionType.STAMP_EARNED, stamps_delta=1, categories=categories, happened_at=command.happened_at
        ),
    )
    link_categories(work, line, command.category_ids)
    transaction, view = answer(work, card, line)
    outcome = StampAdded(
        transaction=transaction,
        card=view,
        reward_earned=card.state.stamp_count % card.rules.stamps_target == 0,
        next_stamp_available_at=view.next_stamp_available_at,
        remaining_stamps_today=view.remaining_stamps_today,
    )
    return work.record(card.merchant_id, command, outcome)
