"""Ana leaves the counter: lock the tablet."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor
from loyalty_app.operations.sessions import end_terminal_sessions
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class LockTerminal(Command):
    """Lock the actor's tablet."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalLocked(Outcome):
    """The next person types a PIN."""


@operation
def lock_terminal(work: Work, command: LockTerminal) -> TerminalLocked:
    """End the tablet's session at once; locking a locked one is no mistake."""
    assert command.actor.terminal_device_id is not None, "only a tablet can be locked"
    end_terminal_sessions(work, command.actor.terminal_device_id)
    return TerminalLocked()
