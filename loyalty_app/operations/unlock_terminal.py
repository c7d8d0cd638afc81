"""Ana takes over the tablet: her PIN opens a session of at most one shift."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loyalty_app.domain.actors import Actor, ProvenStaff
from loyalty_app.operations.sessions import end_terminal_sessions, open_session
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

SHIFT = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockTerminal(Command):
    """Unlock the actor's tablet as one member of staff; also how staff take turns, and how an idle tablet goes on."""

    secret = frozenset({"pin"})

    actor: Actor
    staff_id: int
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalUnlocked(Outcome):
    """The tablet is theirs until `expires_at`, an idle lock or the next person; the token goes into its cookie."""

    session_token: str = field(repr=False)
    staff: ProvenStaff
    expires_at: datetime


def unlock_terminal(command: UnlockTerminal) -> TerminalUnlocked:
    """A fresh session for this tablet, the only one it has; one bcrypt. Refuses what verify_pin refuses."""
    assert command.actor.terminal_device_id is not None, "only a tablet can be unlocked"
    proven = verify_pin(VerifyPin(actor=command.actor, staff_id=command.staff_id, pin=command.pin))
    return _open(_Open(actor=command.actor, staff=proven.staff))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open(Command):
    actor: Actor
    staff: ProvenStaff


@operation
def _open(work: Work, command: _Open) -> TerminalUnlocked:
    device_id = command.actor.terminal_device_id
    assert device_id is not None
    end_terminal_sessions(work, device_id)
    opened = open_session(
        work, kind="terminal", staff_pin_id=command.staff.id, terminal_device_id=device_id, lifetime=SHIFT
    )
    return TerminalUnlocked(session_token=opened.token, staff=command.staff, expires_at=opened.expires_at)
