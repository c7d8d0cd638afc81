"""What the sales of a store can be about, as its editor and its tills list them."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import CategoryUnknown
from loyalty_app.models import TransactionCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """One category; `names` by language."""

    id: int
    store_id: int
    names: dict[str, str]
    display_order: int
    is_active: bool


def list_categories(
    connection: Connection, merchant_id: int, store_id: int, *, only_active: bool = False
) -> tuple[CategoryView, ...]:
    """The live categories of the store in the manager's order; `only_active` for a till."""
    statement = _live(merchant_id).where(TransactionCategory.store_id == store_id)
    if only_active:
        statement = statement.where(TransactionCategory.is_active)
    ordered = statement.order_by(TransactionCategory.display_order, TransactionCategory.id)
    return tuple(CategoryView(**row._asdict()) for row in connection.execute(ordered))


def find_category(connection: Connection, merchant_id: int, category_id: int) -> CategoryView:
    """One live category of the merchant; refuses category_unknown."""
    row = connection.execute(_live(merchant_id).where(TransactionCategory.id == category_id)).one_or_none()
    if row is None:
        raise CategoryUnknown
    return CategoryView(**row._asdict())


def _live(merchant_id: int) -> Select[*tuple[object, ...]]:
    columns = (getattr(TransactionCategory, name) for name in CategoryView.__dataclass_fields__)
    return select(*columns).where(
        TransactionCategory.merchant_id == merchant_id, TransactionCategory.deleted_at.is_(None)
    )
