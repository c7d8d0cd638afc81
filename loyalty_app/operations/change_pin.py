"""Change somebody at the counter: name, role, PIN, or whether they work here now."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import update

from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.names import clean_name
from loyalty_app.models import StaffPin
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.colleague import (
    Colleague,
    lock_colleague,
    read_own_address,
    read_reference,
    require_not_the_store_number,
    require_staff_role,
    require_usable_pin,
)
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.operations.sessions import end_staff_sessions
from loyalty_app.queries.pins import PinView, find_pin
from loyalty_app.unit_of_work import Command, Outcome, Work, operation, recorded_outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePin(Command):
    """What is None stays as it is; an empty `staff_ref` or `email` is taken away."""

    secret = frozenset({"pin"})

    actor: Actor
    staff_id: int
    name: str | None = None
    role: Role | None = None
    pin: str | None = field(default=None, repr=False)
    is_active: bool | None = None
    staff_ref: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinChanged(Outcome):
    """The person as they are now."""

    pin: PinView


def change_pin(command: ChangePin) -> PinChanged:
    """Change one person. A new PIN, the end of their work or a lower role ends what they had open at tills.

    Refuses manager_required, staff_unknown, name_invalid, email_invalid, pin_format, and pin_weak also for the
    PIN they have already.
    """
    if recorded := recorded_outcome(command.actor.merchant_id, command, PinChanged):
        return recorded
    hashed = None
    if command.pin is not None:
        require_usable_pin(command.pin)
        # Both checks take their time, so no transaction waits for them.
        before = _look(_Look(actor=command.actor, staff_id=command.staff_id, digits=command.pin))
        if pin_hashing.matches(command.pin, before):
            raise InvalidInput.of("pin", "pin_weak")
        hashed = pin_hashing.hashed(command.pin)
    digits = len(command.pin or "")
    return _change(_Change(command=replace(command, pin=None), digits=digits, hashed=hashed))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look(Command):
    actor: Actor
    staff_id: int
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change(Command):
    command: ChangePin
    digits: int
    hashed: str | None = field(repr=False)


@operation
def _look(work: Work, look: _Look) -> str:
    """The hash of the PIN that the person has now."""
    colleague = lock_colleague(work, look.actor, look.staff_id)
    require_not_the_store_number(look.digits, colleague.store_code)
    return colleague.pin_hash


@operation
def _change(work: Work, prepared: _Change) -> PinChanged:
    command = prepared.command
    if recorded := work.recorded(command.actor.merchant_id, command, PinChanged):
        return recorded
    before = lock_colleague(work, command.actor, command.staff_id)
    values = _values(prepared)
    if values:
        work.connection.execute(update(StaffPin).where(StaffPin.id == before.id).values(values))
        _end_sessions(work, before, values)
        _record(work, command.actor, before, values)
    outcome = PinChanged(pin=find_pin(work.connection, command.actor.merchant_id, before.id, work.now()))
    return work.record(command.actor.merchant_id, command, outcome)


def _values(prepared: _Change) -> dict[str, Any]:
    command = prepared.command
    values: dict[str, Any] = {}
    if command.name is not None:
        values["name"] = clean_name(command.name)
    if command.role is not None:
        values["role"] = require_staff_role(command.role)
    if command.is_active is not None:
        values["is_active"] = command.is_active
    if command.staff_ref is not None:
        values["staff_ref"] = read_reference(command.staff_ref)
    if command.email is not None:
        values["email_canonical"] = read_own_address(command.email)
    if prepared.hashed is not None:
        values |= {"pin_hash": prepared.hashed, "pin_length": prepared.digits}
        values |= {"failed_attempts": 0, "locked_until": None}
    return values


def _end_sessions(work: Work, before: Colleague, values: dict[str, Any]) -> None:
    """A tablet finds out about a lost right by itself and says so; tills have to prove the person again."""
    if "pin_hash" in values:
        end_staff_sessions(work, before.id)
    elif values.get("is_active") is False or Role.named(values.get("role", before.role.name)) < before.role:
        end_staff_sessions(work, before.id, kinds=("staff",))


def _record(work: Work, actor: Actor, before: Colleague, values: dict[str, Any]) -> None:
    was = {"name": before.name, "role": before.role.name.lower(), "is_active": before.is_active}
    after = {name: value for name, value in values.items() if name in was and value != was[name]}
    if "pin_hash" in values:
        after["pin"] = "changed"
    what = "pin_changed" if "pin_hash" in values else "staff_changed"
    earlier = {name: was[name] for name in after if name in was}
    record_event(work, actor, Event(what=what, subject=f"staff_pin:{before.id}", before=earlier, after=after))
