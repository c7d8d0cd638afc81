"""Somebody leaves: their PIN opens nothing any more, their name stays in the books."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.models import StaffPin
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.colleague import lock_colleague
from loyalty_app.operations.sessions import end_staff_sessions
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletePin(Command):
    """Take one person off the staff of their store."""

    actor: Actor
    staff_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PinDeleted(Outcome):
    """The person is gone from every list."""

    staff_id: int
    name: str


@operation
def delete_pin(work: Work, command: DeletePin) -> PinDeleted:
    """Refuses manager_required, staff_unknown."""
    colleague = lock_colleague(work, command.actor, command.staff_id)
    work.connection.execute(
        update(StaffPin)
        .where(StaffPin.id == colleague.id)
        .values(deleted_at=work.now(), deleted_by_id=command.actor.user_id)
    )
    # A tablet they have unlocked says "can no longer do this" on the next tap; a till has to prove somebody else.
    end_staff_sessions(work, colleague.id, kinds=("staff",))
    event = Event(what="pin_deleted", subject=f"staff_pin:{colleague.id}", before={"name": colleague.name})
    record_event(work, command.actor, event)
    return PinDeleted(staff_id=colleague.id, name=colleague.name)
