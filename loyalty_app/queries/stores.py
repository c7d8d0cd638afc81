"""The stores of a merchant."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.opening_hours import PlainHours
from loyalty_app.models import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreView:
    """One live store."""

    id: int
    merchant_id: int
    code: str
    name: str
    address: str | None
    timezone: str
    latitude: float | None
    longitude: float | None
    opening_hours: PlainHours | None
    is_active: bool


def list_stores(connection: Connection, merchant_id: int) -> tuple[StoreView, ...]:
    """All live stores of the merchant by name."""
    statement = _live().where(Store.merchant_id == merchant_id).order_by(Store.name, Store.id)
    return tuple(StoreView(**row._asdict()) for row in connection.execute(statement))


def find_store(connection: Connection, code: str, *, merchant_id: int | None = None) -> StoreView | None:
    """The live store of that code (of that merchant), None for any other."""
    statement = _live().where(Store.code == code)
    if merchant_id is not None:
        statement = statement.where(Store.merchant_id == merchant_id)
    row = connection.execute(statement).one_or_none()
    return None if row is None else StoreView(**row._asdict())


def _live() -> Select[*tuple[object, ...]]:
    columns = (getattr(Store, name) for name in StoreView.__dataclass_fields__)
    return select(*columns).where(Store.deleted_at.is_(None))
