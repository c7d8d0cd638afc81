"""The phone is lost, or a photo of the code went around: a new code for the same card."""

from dataclasses import dataclass

from loyalty_app.domain.card_numbers import new_qr_code
from loyalty_app.domain.reasons import read_reason
from loyalty_app.ledger import lock_card, replace_qr_token
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.card_operation import CardCommand
from loyalty_app.operations.passes_due import mark_passes_due
from loyalty_app.queries.card_view import CardView, card_view
from loyalty_app.unit_of_work import Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceCard(CardCommand):
    """Let the card's code open nothing any more and give it a new one."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCodeReplaced(Outcome):
    """The card has a new code; number, balance and version are what they were."""

    card: CardView


@operation
def replace_card(work: Work, command: ReplaceCard) -> CardCodeReplaced:
    """Replace the card's code. Needs a manager or proven staff.

    A blocked card is replaced, too, and stays blocked: who lost a phone may have asked to block it first. No
    line is written, since no balance moves; the audit trail says who and why. Refuses reason_required and
    card_of_other_store, and for the old code card_replaced.
    """
    actor = command.actor
    card = lock_card(work, actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, CardCodeReplaced):
        return recorded
    card.require_in_scope()
    card.rights(actor).require_manager_or_staff()
    reason = read_reason(command.reason)
    card = replace_qr_token(work, card, new_qr_code(work.random_below))
    mark_passes_due(work, card.id)
    record_event(work, actor, Event(what="card_replaced", subject=f"card:{card.id}", reason=reason))
    outcome = CardCodeReplaced(card=card_view(work.connection, card, work.now()))
    return work.record(card.merchant_id, command, outcome)
