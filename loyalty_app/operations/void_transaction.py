"""The customer brings it back: void one earning or redeeming line, in full or (points earned) in part."""

from dataclasses import dataclass
from typing import Literal

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput, ManagerRequired, VoidNotAllowed
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.reversing import Hindrance, Original, Reversal, hindrance_to_undo, reversal_of
from loyalty_app.ledger import Line, LockedCard, order_line, recorded_line
from loyalty_app.operations.reversing_a_line import (
    ReversedLine,
    lock_card_of,
    original_of,
    require_correctable,
    reverse_line,
)
from loyalty_app.unit_of_work import Command, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidTransaction(Command):
    """Take back the line of that id, or the one that earned points for that receipt.

    `points`: only so many of the points it earned. `unit`: the line must be about stamps or points; another
    kind of line is not known.
    """

    actor: Actor
    reason: str
    transaction_id: int | None = None
    order_reference: str | None = None
    points: int | None = None
    unit: Literal["stamps", "points"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionVoided(ReversedLine):
    """The line was taken back, in full or in part."""


@operation
def void_transaction(work: Work, command: VoidTransaction) -> TransactionVoided:
    """Void a line (spec 2 §4 "Corrections").

    Refuses transaction_unknown, manager_required (a cashier may void what they could undo), void_not_allowed,
    already_voided, void_exceeds_original and reason_required.
    """
    actor = command.actor
    line, card = lock_card_of(work, actor, _named_line(work, command))
    if recorded := work.recorded(card.merchant_id, command, TransactionVoided):
        return recorded
    require_correctable(card, actor)
    card.require_staff(actor, takes_value=True)
    original = original_of(work, line)
    _require_right(work, card, original, actor)
    reason = read_reason(command.reason)
    reversal = reversal_of(original, card.state, points=command.points)
    _require_right_to_take(card, reversal, actor)
    done = reverse_line(work, actor, card, line, reversal, reason=reason)
    outcome = TransactionVoided(
        transaction=done.transaction, card=done.card, shortfall=done.shortfall, settled=done.settled
    )
    return work.record(card.merchant_id, command, outcome)


def _named_line(work: Work, command: VoidTransaction) -> Line | None:
    if (command.transaction_id is None) == (command.order_reference is None):
        code = "field_missing" if command.transaction_id is None else "field_conflict"
        raise InvalidInput.of("transaction_id", code)
    merchant_id = command.actor.merchant_id
    if command.transaction_id is not None:
        line = recorded_line(work, merchant_id, command.transaction_id)
    else:
        line = order_line(work, merchant_id, (command.order_reference or "").strip())
    return line if line and (command.unit is None or command.unit == _unit_of(line)) else None


def _unit_of(line: Line) -> str:
    return "stamps" if line.type.startswith("stamp") else "points"


def _require_right(work: Work, card: LockedCard, original: Original, actor: Actor) -> None:
    """Refuse void_not_allowed by kind or policy, and manager_required to a cashier who could not undo the line."""
    window_minutes = card.policy.undo_window_minutes
    hindrance = hindrance_to_undo(original, actor, now=work.now(), window_minutes=window_minutes)
    if hindrance is Hindrance.KIND or not card.policy.allow_void:
        raise VoidNotAllowed
    if hindrance is not None and not actor.is_manager_at_counter:
        raise ManagerRequired


def _require_right_to_take(card: LockedCard, reversal: Reversal, actor: Actor) -> None:
    """Refuse manager_required to a cashier where points were spent meanwhile, or for a large amount."""
    is_large = abs(reversal.points_delta) > card.policy.manager_confirms_above_points
    if (reversal.shortfall or is_large) and not actor.is_manager_at_counter:
        raise ManagerRequired
