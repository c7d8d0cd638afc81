"""The program begins, or goes on after a pause: cards are served."""

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
class ActivateProgram(Command):
    """Let the merchant's program run."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramActivated(Outcome):
    """The program runs."""

    program: ProgramView


@operation
def activate_program(work: Work, command: ActivateProgram) -> ProgramActivated:
    """Activating a running program is no mistake. Refuses forbidden below an owner, program_unknown."""
    require_owner(command.actor)
    before = lock_program(work, command.actor)
    if before.status != "active":
        change = update(LoyaltyProgram).where(LoyaltyProgram.id == before.id)
        work.connection.execute(change.values(status="active", activated_at=before.activated_at or work.now()))
        event = Event(what="program_activated", subject=f"program:{before.id}", before={"status": before.status})
        record_event(work, command.actor, event)
    return ProgramActivated(program=find_program(work.connection, command.actor.merchant_id, work.now()))
