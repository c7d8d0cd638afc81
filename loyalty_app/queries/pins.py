"""The people at the counters, as the staff page and the API list them; never anything of a PIN but its length."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import StaffUnknown
from loyalty_app.models import StaffPin, Store
from loyalty_app.queries.card_view import StoreName


@dataclass(frozen=True, slots=True, kw_only=True)
class PinView:
    """One member of staff of one store; `locked_until` is set while `is_locked`."""

    id: int
    name: str
    role: str
    staff_ref: str | None
    email: str | None
    is_active: bool
    is_locked: bool
    locked_until: datetime | None
    pin_length: int
    last_used_at: datetime | None
    store_id: int
    store: StoreName


def list_pins(
    connection: Connection, merchant_id: int, now: datetime, *, store_id: int | None = None, only_active: bool = False
) -> tuple[PinView, ...]:
    """Everybody of the merchant (of one store) by store and name; `only_active` for the names on a lock screen."""
    statement = _staff(merchant_id, store_id).order_by(Store.name, Store.id, StaffPin.name, StaffPin.id)
    if only_active:
        statement = statement.where(StaffPin.is_active)
    return tuple(_view(row, now) for row in connection.execute(statement))


def find_pin(
    connection: Connection, merchant_id: int, staff_id: int, now: datetime, *, store_id: int | None = None
) -> PinView:
    """One person of the merchant (of one store); refuses staff_unknown."""
    row = connection.execute(_staff(merchant_id, store_id).where(StaffPin.id == staff_id)).one_or_none()
    if row is None:
        raise StaffUnknown
    return _view(row, now)


def _staff(merchant_id: int, store_id: int | None) -> Select[*tuple[object, ...]]:
    statement = (
        select(
            StaffPin.id,
            StaffPin.name,
            StaffPin.role,
            StaffPin.staff_ref,
            StaffPin.email_canonical.label("email"),
            StaffPin.is_active,
            StaffPin.locked_until,
            StaffPin.pin_length,
            StaffPin.last_used_at,
            StaffPin.store_id,
            Store.code.label("store_code"),
            Store.name.label("store_name"),
        )
        .join(Store, Store.id == StaffPin.store_id)
        .where(StaffPin.merchant_id == merchant_id, StaffPin.deleted_at.is_(None), Store.deleted_at.is_(None))
    )
    return statement if store_id is None else statement.where(StaffPin.store_id == store_id)


def _view(row: Row[*tuple[object, ...]], now: datetime) -> PinView:
    locked_until = row.locked_until if row.locked_until is not None and row.locked_until > now else None
    return PinView(
        id=row.id,
        name=row.name,
        role=row.role,
        staff_ref=row.staff_ref,
        email=row.email,
        is_active=row.is_active,
        is_locked=locked_until is not None,
        locked_until=locked_until,
        pin_length=row.pin_length,
        last_used_at=row.last_used_at,
        store_id=row.store_id,
        store=StoreName(code=row.store_code, name=row.store_name),
    )
