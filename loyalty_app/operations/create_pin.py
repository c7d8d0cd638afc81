"""Somebody new at the counter: a name, a role and a PIN."""

from dataclasses import dataclass, field, replace

from sqlalchemy import insert

from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.names import clean_name
from loyalty_app.models import StaffPin
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.colleague import (
    read_own_address,
    read_reference,
    require_not_the_store_number,
    require_staff_role,
    require_usable_pin,
)
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.operations.rights import require_manager, require_store
from loyalty_app.queries.pins import PinView, find_pin
from loyalty_app.unit_of_work import Command, Outcome, Work, operation, recorded_outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePin(Command):
    """A member of staff of one store. `email` ties them to their own customer card, which they may not stamp."""

    secret = frozenset({"pin"})

    actor: Actor
    store_id: int
    name: str
    pin: str = field(repr=False)
    role: Role = Role.CASHIER
    staff_ref: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCreated(Outcome):
    """The person can unlock the tablets of the store."""

    pin: PinView


def create_pin(command: CreatePin) -> PinCreated:
    """Refuses manager_required, store_unknown, pin_format, pin_weak, name_invalid, email_invalid."""
    require_manager(command.actor)
    if recorded := recorded_outcome(command.actor.merchant_id, command, PinCreated):
        return recorded
    require_usable_pin(command.pin)
    # Hashed before the transaction: it takes its time, and nothing is locked meanwhile.
    return _create(
        _Create(command=replace(command, pin=""), digits=command.pin, hashed=pin_hashing.hashed(command.pin))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Create(Command):
    command: CreatePin
    digits: str = field(repr=False)
    hashed: str = field(repr=False)


@operation
def _create(work: Work, prepared: _Create) -> PinCreated:
    command = prepared.command
    if recorded := work.recorded(command.actor.merchant_id, command, PinCreated):
        return recorded
    store = require_store(work, command.actor, command.store_id)
    require_not_the_store_number(prepared.digits, store.code)
    role = require_staff_role(command.role)
    staff_id: int = work.connection.execute(
        insert(StaffPin)
        .values(
            merchant_id=command.actor.merchant_id,
            store_id=store.id,
            name=clean_name(command.name),
            staff_ref=read_reference(command.staff_ref),
            email_canonical=read_own_address(command.email),
            role=role,
            pin_hash=prepared.hashed,
            pin_length=len(prepared.digits),
        )
        .returning(StaffPin.id)
    ).scalar_one()
    event = Event(what="pin_created", subject=f"staff_pin:{staff_id}", after={"role": role, "store_id": store.id})
    record_event(work, command.actor, event)
    outcome = PinCreated(pin=find_pin(work.connection, command.actor.merchant_id, staff_id, work.now()))
    return work.record(command.actor.merchant_id, command, outcome)
