"""All is well after all: let a blocked card be used again."""

from dataclasses import dataclass

from loyalty_app.domain.errors import CardNotBlocked
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post, set_status
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnblockCard(CardCommand):
    """Let the card earn and redeem again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReactivated(CardChanged):
    """The card can be used again."""


@operation
def unblock_card(work: Work, command: UnblockCard) -> CardReactivated:
    """Unblock the card. Needs a manager or proven staff, and works while the program is paused.

    Refuses card_not_blocked, reason_required and card_of_other_store.
    """
    actor = command.actor
    card = lock_card(work, actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, CardReactivated):
        return recorded
    card.require_in_scope()
    card.rights(actor).require_manager_or_staff()
    reason = read_reason(command.reason)
    if card.status != "blocked":
        raise CardNotBlocked
    line, card = post(work, actor, card, Posting(type=TransactionType.CARD_REACTIVATED, reason=reason))
    card = set_status(work, card, "active")
    transaction, view = answer(work, card, line)
    return work.record(card.merchant_id, command, CardReactivated(transaction=transaction, card=view))
