"""Oops: the person who just did it takes it back at once, without a manager."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import UndoNotPossible
from loyalty_app.domain.reversing import Hindrance, hindrance_to_undo, reversal_of
from loyalty_app.ledger import recorded_line
from loyalty_app.operations.card_operation import CardChanged
from loyalty_app.operations.reversing_a_line import lock_card_of, original_of, require_correctable, reverse_line
from loyalty_app.unit_of_work import Command, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoTransaction(Command):
    """Take the actor's own line back."""

    actor: Actor
    transaction_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionUndone(CardChanged):
    """The line was taken back as a whole. `settled`: as in ReversedLine."""

    settled: int = 0


@operation
def undo_transaction(work: Work, command: UndoTransaction) -> TransactionUndone:
    """Undo an earning or redeeming line of the same person, at the same store, within the window.

    Refuses transaction_unknown, already_voided, and undo_not_possible saying why.
    """
    actor = command.actor
    line, card = lock_card_of(work, actor, recorded_line(work, actor.merchant_id, command.transaction_id))
    if recorded := work.recorded(card.merchant_id, command, TransactionUndone):
        return recorded
    require_correctable(card, actor)
    card.require_staff(actor, takes_value=True)
    original = original_of(work, line)
    window_minutes = card.policy.undo_window_minutes
    if hindrance := hindrance_to_undo(original, actor, now=work.now(), window_minutes=window_minutes):
        raise UndoNotPossible(why=hindrance.value, window_minutes=window_minutes)
    reversal = reversal_of(original, card.state)
    if reversal.shortfall:
        raise UndoNotPossible(why=Hindrance.SPENT.value, window_minutes=window_minutes)
    done = reverse_line(work, actor, card, line, reversal)
    outcome = TransactionUndone(transaction=done.transaction, card=done.card, settled=done.settled)
    return work.record(card.merchant_id, command, outcome)
