"""Ana mistyped her PIN too often: a manager lets her try again at once."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.models import StaffPin
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.colleague import lock_colleague
from loyalty_app.queries.pins import PinView, find_pin
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockPin(Command):
    """Give one person all tries back."""

    actor: Actor
    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PinUnlocked(Outcome):
    """The person as they are now."""

    pin: PinView


@operation
def unlock_pin(work: Work, command: UnlockPin) -> PinUnlocked:
    """Unlocking somebody who is not locked is no mistake. Refuses manager_required, staff_unknown."""
    colleague = lock_colleague(work, command.actor, command.staff_id)
    work.connection.execute(
        update(StaffPin).where(StaffPin.id == colleague.id).values(failed_attempts=0, locked_until=None)
    )
    record_event(work, command.actor, Event(what="pin_unlocked", subject=f"staff_pin:{colleague.id}"))
    return PinUnlocked(pin=find_pin(work.connection, command.actor.merchant_id, colleague.id, work.now()))
