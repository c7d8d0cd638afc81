"""Something is wrong with this card: block it until somebody has looked."""

from dataclasses import dataclass

from loyalty_app.domain.errors import CardBlocked
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post, set_status
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCard(CardCommand):
    """Let the card neither earn nor redeem until it is unblocked."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDeactivated(CardChanged):
    """The card is blocked."""


@operation
def block_card(work: Work, command: BlockCard) -> CardDeactivated:
    """Block the card; its balance stays. Needs a manager or proven staff, and works while the program is paused.

    Refuses card_blocked (it is already), reason_required and card_of_other_store.
    """
    actor = command.actor
    card = lock_card(work, actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, CardDeactivated):
        return recorded
    card.require_in_scope()
    card.rights(actor).require_manager_or_staff()
    reason = read_reason(command.reason)
    if card.status == "blocked":
        raise CardBlocked
    line, card = post(work, actor, card, Posting(type=TransactionType.CARD_DEACTIVATED, reason=reason))
    card = set_status(work, card, "blocked")
    transaction, view = answer(work, card, line)
    return work.record(card.merchant_id, command, CardDeactivated(transaction=transaction, card=view))
