"""The owner pauses the program: every operation on its cards is refused, nothing is lost."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.models import LoyaltyProgram
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import lock_program
from loyalty_app.operations.rights import require_owner
from loyalty_app.queries.program_view import ProgramView, find_program
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseProgram(Command):
    """Pause the merchant's program."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPausedByOwner(Outcome):
    """The program rests; balances stay."""

    program: ProgramView


@operation
def pause_program(work: Work, command: PauseProgram) -> ProgramPausedByOwner:
    """Pausing a paused program is no mistake; a draft stays one. Refuses forbidden, program_unknown."""
    require_owner(command.actor)
    before = lock_program(work, command.actor)
    if before.status == "active":
        change = update(LoyaltyProgram).where(LoyaltyProgram.id == before.id)
        work.connection.execute(change.values(status="paused"))
        event = Event(what="program_paused", subject=f"program:{before.id}", before={"status": before.status})
        record_event(work, command.actor, event)
    return ProgramPausedByOwner(program=find_program(work.connection, command.actor.merchant_id, work.now()))
