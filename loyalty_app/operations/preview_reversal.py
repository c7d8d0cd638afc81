"""What taking a line back would do to its card: all of it is tried, and nothing is kept."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.reversing import reversal_of
from loyalty_app.ledger import recorded_line
from loyalty_app.operations.reversing_a_line import (
    ReversedLine,
    lock_card_of,
    original_of,
    require_correctable,
    reverse_line,
)
from loyalty_app.unit_of_work import Command, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReversal(Command):
    """Try to take back all that is left of the line."""

    actor: Actor
    transaction_id: int
    dry_run: bool = True


@operation
def preview_reversal(work: Work, command: PreviewReversal) -> ReversedLine:
    """The card as it would stand, with what would be missing and what would be settled.

    By the steps of undo_transaction and void_transaction; who may do it, and with whose PIN, is asked when it is done.
    Refuses transaction_unknown, void_not_allowed and already_voided.
    """
    assert command.dry_run, "a preview keeps nothing"
    actor = command.actor
    line, card = lock_card_of(work, actor, recorded_line(work, actor.merchant_id, command.transaction_id))
    require_correctable(card, actor)
    return reverse_line(work, actor, card, line, reversal_of(original_of(work, line), card.state))
