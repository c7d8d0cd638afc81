"""A till proves its cashier once and works on: the PIN opens a session that the till sends along."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loyalty_app.domain.actors import Actor, ProvenStaff
from loyalty_app.operations.sessions import open_session
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

SHIFT = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStaffSession(Command):
    """Prove one member of staff of the actor's store by PIN."""

    secret = frozenset({"pin"})

    actor: Actor
    staff_id: int
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSessionOpened(Outcome):
    """`staff_session` stands for the PIN until `expires_at`, a new PIN, or the end of the person's right."""

    staff_session: str = field(repr=False)
    staff: ProvenStaff
    expires_at: datetime


def open_staff_session(command: OpenStaffSession) -> StaffSessionOpened:
    """A session of the proven person, 12 hours at most; one bcrypt. Refuses what verify_pin refuses."""
    proven = verify_pin(VerifyPin(actor=command.actor, staff_id=command.staff_id, pin=command.pin))
    return _open(_Open(staff=proven.staff))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open(Command):
    staff: ProvenStaff


@operation
def _open(work: Work, command: _Open) -> StaffSessionOpened:
    opened = open_session(work, kind="staff", staff_pin_id=command.staff.id, lifetime=SHIFT)
    return StaffSessionOpened(staff_session=opened.token, staff=command.staff, expires_at=opened.expires_at)
