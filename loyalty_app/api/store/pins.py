"""The people at the counter and their PINs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from loyalty_app.api.answers import PinAnswer
from loyalty_app.api.calls import call
from loyalty_app.api.fields import Fields, Text, like
from loyalty_app.api.lists import ListQuery, page_of
from loyalty_app.api.staff_proof import StaffProof, proven_actor
from loyalty_app.db import db
from loyalty_app.domain.actors import Role
from loyalty_app.domain.errors import ManagerRequired, PinLocked, PinWrong, StaffUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.change_pin import ChangePin
from loyalty_app.operations.change_pin import change_pin as run_change_pin
from loyalty_app.operations.create_pin import CreatePin
from loyalty_app.operations.create_pin import create_pin as run_create_pin
from loyalty_app.operations.delete_pin import DeletePin
from loyalty_app.operations.delete_pin import delete_pin as run_delete_pin
from loyalty_app.operations.open_staff_session import OpenStaffSession
from loyalty_app.operations.open_staff_session import open_staff_session as run_open_staff_session
from loyalty_app.operations.unlock_pin import UnlockPin
from loyalty_app.operations.unlock_pin import unlock_pin as run_unlock_pin
from loyalty_app.queries.pages import Page
from loyalty_app.queries.pins import PinView
from loyalty_app.queries.pins import list_pins as find_pins
from loyalty_app.unit_of_work import clock

StaffRole = Literal["cashier", "manager"]
_REFUSES = (ManagerRequired, StaffUnknown)


class NewPinFields(StaffProof):
    """Somebody new; `email` ties them to their own customer card, which they may not stamp."""

    model_config = like(name="Luc Weber", pin="573902", staff_ref="E-17")

    name: Text
    pin: Text
    role: StaffRole = "cashier"
    staff_ref: Text | None = None
    email: Text | None = None


class ChangedPinFields(StaffProof):
    """What is left out stays as it is; an empty `staff_ref` or `email` is taken away."""

    model_config = like(name="Luc Wagner", role="manager")

    name: Text | None = None
    pin: Text | None = None
    role: StaffRole | None = None
    is_active: bool | None = None
    staff_ref: Text | None = None
    email: Text | None = None


class PinFields(Fields):
    """What the person typed."""

    model_config = like(pin="493817")

    pin: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whose PIN it was."""

    id: int
    name: str
    role: StaffRole


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSessionAnswer:
    """`staff_session` stands for the PIN in later requests until `expires_at`."""

    staff_session: str
    expires_at: datetime
    staff: Person


@call(Page[PinView], query=ListQuery)
def list_pins(query: ListQuery) -> Page[PinView]:
    """Everybody who works at the store; of the PINs themselves nothing but their length."""
    actor = current_caller().acting
    return page_of(find_pins(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id), query)


@call(PinAnswer, body=NewPinFields, status=201, refuses=_REFUSES)
def create_pin(body: NewPinFields) -> PinAnswer:
    """Let somebody new work at the store's tablets and tills."""
    actor = proven_actor(current_caller().acting, body)
    assert actor.store_id is not None
    command = CreatePin(
        actor=actor,
        store_id=actor.store_id,
        name=body.name,
        pin=body.pin,
        role=Role.named(body.role),
        staff_ref=body.staff_ref,
        email=body.email,
    )
    return PinAnswer(pin=run_create_pin(command).pin)


@call(PinAnswer, body=ChangedPinFields, refuses=_REFUSES)
def change_pin(body: ChangedPinFields, staff_id: int) -> PinAnswer:
    """Change name, role or PIN of somebody, or whether they work here now."""
    command = ChangePin(
        actor=proven_actor(current_caller().acting, body),
        staff_id=staff_id,
        name=body.name,
        pin=body.pin,
        role=Role.named(body.role) if body.role else None,
        is_active=body.is_active,
        staff_ref=body.staff_ref,
        email=body.email,
    )
    return PinAnswer(pin=run_change_pin(command).pin)


@call(None, body=StaffProof, body_may_be_left_out=True, refuses=_REFUSES)
def delete_pin(body: StaffProof, staff_id: int) -> None:
    """Take somebody off the staff; their name stays in the books. A body is only needed for a manager's proof."""
    run_delete_pin(DeletePin(actor=proven_actor(current_caller().acting, body), staff_id=staff_id))


@call(PinAnswer, body=StaffProof, body_may_be_left_out=True, refuses=_REFUSES)
def unlock_pin(body: StaffProof, staff_id: int) -> PinAnswer:
    """Give somebody who mistyped their PIN too often all tries back."""
    command = UnlockPin(actor=proven_actor(current_caller().acting, body), staff_id=staff_id)
    return PinAnswer(pin=run_unlock_pin(command).pin)


@call(StaffSessionAnswer, body=PinFields, refuses=(PinWrong, PinLocked, StaffUnknown))
def verify_pin(body: PinFields, staff_id: int) -> StaffSessionAnswer:
    """Prove somebody once; the session then stands for the PIN in every request of their shift."""
    command = OpenStaffSession(actor=current_caller().acting, staff_id=staff_id, pin=body.pin)
    opened = run_open_staff_session(command)
    person = opened.staff
    role: StaffRole = "manager" if person.role >= Role.MANAGER else "cashier"
    return StaffSessionAnswer(
        staff_session=opened.staff_session,
        expires_at=opened.expires_at,
        staff=Person(id=person.id, name=person.name, role=role),
    )
