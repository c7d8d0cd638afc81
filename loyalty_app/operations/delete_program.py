"""The owner ends the program: no card of it is served any more; the books stay as they are."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import ConfirmationRequired
from loyalty_app.models import LoyaltyProgram
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import lock_program, worth_of
from loyalty_app.operations.rights import require_owner
from loyalty_app.queries.liability import outstanding
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteProgram(Command):
    """End the merchant's program; `confirmed`: the owner saw what members still hold."""

    actor: Actor
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDeleted(Outcome):
    """The program is gone from every screen; a new one can begin."""

    program_id: int


@operation
def delete_program(work: Work, command: DeleteProgram) -> ProgramDeleted:
    """Refuses forbidden below an owner, program_unknown, and confirmation_required while members hold something.

    Facts of the latter: members_with_balance, stamps, points, liability_before_cents.
    """
    require_owner(command.actor)
    program = lock_program(work, command.actor)
    held = outstanding(work.connection, program.id, worth_of(program._asdict()))
    if held.members_with_balance and not command.confirmed:
        raise ConfirmationRequired(
            members_with_balance=held.members_with_balance,
            stamps=held.stamps,
            points=held.points,
            liability_before_cents=held.liability_cents,
        )
    work.connection.execute(
        update(LoyaltyProgram)
        .where(LoyaltyProgram.id == program.id)
        .values(deleted_at=work.now(), deleted_by_id=command.actor.user_id)
    )
    after = {"members_with_balance": held.members_with_balance, "liability_cents": held.liability_cents}
    record_event(work, command.actor, Event(what="program_deleted", subject=f"program:{program.id}", after=after))
    return ProgramDeleted(program_id=program.id)
