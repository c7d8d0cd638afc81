"""What creating, changing, unlocking and deleting a member of staff share: who may, whom, and which values."""

from dataclasses import dataclass, field

from sqlalchemy import select

from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import InvalidInput, StaffUnknown
from loyalty_app.domain.pins import require_pin_form, require_strong_pin
from loyalty_app.models import StaffPin, Store
from loyalty_app.operations.personal_data import read_email
from loyalty_app.operations.rights import require_manager
from loyalty_app.unit_of_work import Work

LONGEST_REFERENCE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """A live member of staff in the actor's reach, locked against other changes."""

    id: int
    store_id: int
    store_code: str
    name: str
    role: Role
    is_active: bool
    pin_hash: str = field(repr=False)


def lock_colleague(work: Work, actor: Actor, staff_id: int) -> Colleague:
    """The person, for somebody who may change people.

    Managers reach the people of their own store, owners and managers of all stores everybody of the merchant.
    Refuses manager_required, and staff_unknown for anybody out of reach.
    """
    require_manager(actor)
    statement = (
        select(
            StaffPin.id,
            StaffPin.store_id,
            StaffPin.name,
            StaffPin.role,
            StaffPin.is_active,
            StaffPin.pin_hash,
            Store.code.label("store_code"),
        )
        .join(Store, Store.id == StaffPin.store_id)
        .where(
            StaffPin.id == staff_id,
            StaffPin.merchant_id == actor.merchant_id,
            StaffPin.deleted_at.is_(None),
            Store.deleted_at.is_(None),
        )
        .with_for_update(of=StaffPin, key_share=True)
    )
    if actor.store_id is not None:
        statement = statement.where(StaffPin.store_id == actor.store_id)
    row = work.connection.execute(statement).one_or_none()
    if row is None:
        raise StaffUnknown
    return Colleague(**row._asdict() | {"role": Role.named(row.role)})


def require_usable_pin(pin: str) -> None:
    """Refuse pin_format and pin_weak: what can be said of a PIN without knowing whose it is."""
    require_pin_form(pin)
    require_strong_pin(pin)


def require_not_the_store_number(pin: str, store_code: str) -> None:
    """Refuse pin_weak for the number of the store, which stands on its door."""
    if pin.strip("0") == "".join(sign for sign in store_code if sign.isdigit()).strip("0") != "":
        raise InvalidInput.of("pin", "pin_weak")


def require_staff_role(role: Role) -> str:
    """The role as the table spells it; refuses field_type for anything but cashier and manager."""
    if role not in (Role.CASHIER, Role.MANAGER):
        raise InvalidInput.of("role", "field_type")
    return role.name.lower()


def read_reference(typed: str | None) -> str | None:
    """The person's number in the shop's own books, None for an empty one; refuses text_too_long."""
    reference = " ".join((typed or "").split())
    if len(reference) > LONGEST_REFERENCE:
        raise InvalidInput.of("staff_ref", "text_too_long", maximum=LONGEST_REFERENCE)
    return reference or None


def read_own_address(typed: str | None) -> str | None:
    """The one spelling of the person's own address, None for an empty one; refuses email_invalid."""
    return read_email(typed).canonical if typed and typed.strip() else None
