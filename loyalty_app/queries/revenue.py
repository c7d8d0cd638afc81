"""Which revenue the program saw: the purchases that earned points, by month and by category."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.months import Month
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.models import LoyaltyTransaction, TransactionCategory, TransactionCategoryLink
from loyalty_app.queries.standing_lines import Scope, find_scope, points_taken_back, still_stands

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRevenue:
    """The purchases of one month ("2026-01")."""

    month: str
    purchases: int
    revenue_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRevenue:
    """The purchases that were about one category; a purchase about two counts in both. `names` by language."""

    category_id: int
    names: dict[str, str]
    purchases: int
    revenue_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenue:
    """The last twelve months, the oldest first. Of a purchase taken back in part the same part counts."""

    currency: str
    months: tuple[MonthRevenue, ...]
    categories: tuple[CategoryRevenue, ...]


def find_revenue(connection: Connection, merchant_id: int, now: datetime, *, store_id: int | None = None) -> Revenue:
    """The revenue the merchant's program saw (at one store); three statements. Refuses program_unknown."""
    scope = find_scope(connection, merchant_id, store_id)
    this_month = Month.at(now, scope.timezone)
    months = [this_month.plus(-back) for back in range(MONTHS - 1, -1, -1)]
    seen = _by_month(connection, scope, months[0])
    return Revenue(
        currency=scope.currency,
        months=tuple(
            MonthRevenue(month=str(month), purchases=purchases, revenue_cents=cents)
            for month in months
            for purchases, cents in [seen.get(month, (0, 0))]
        ),
        categories=_by_category(connection, scope, months[0]),
    )


def _by_month(connection: Connection, scope: Scope, since: Month) -> dict[Month, tuple[int, int]]:
    parts = [extract(part, LoyaltyTransaction.local_day) for part in ("year", "month")]
    statement = select(*parts, func.count(), func.sum(_cents())).where(*_purchases(scope, since)).group_by(*parts)
    return {Month(year=int(row[0]), month=int(row[1])): (row[2], int(row[3])) for row in connection.execute(statement)}


def _by_category(connection: Connection, scope: Scope, since: Month) -> tuple[CategoryRevenue, ...]:
    sums = (
        select(
            TransactionCategoryLink.category_id,
            func.count().label("purchases"),
            func.sum(_cents()).label("cents"),
        )
        .join(LoyaltyTransaction, LoyaltyTransaction.id == TransactionCategoryLink.transaction_id)
        .where(*_purchases(scope, since))
        .group_by(TransactionCategoryLink.category_id)
        .subquery()
    )
    statement = (
        select(TransactionCategory.id, TransactionCategory.names, sums.c.purchases, sums.c.cents)
        .join(sums, sums.c.category_id == TransactionCategory.id)
        .order_by(sums.c.cents.desc(), TransactionCategory.id)
    )
    return tuple(
        CategoryRevenue(category_id=row.id, names=row.names, purchases=row.purchases, revenue_cents=int(row.cents))
        for row in connection.execute(statement)
    )


def _purchases(scope: Scope, since: Month) -> tuple[ColumnElement[bool], ...]:
    earned = scope.lines(TransactionType.POINTS_EARNED.value)
    return (*earned, LoyaltyTransaction.local_day >= since.first_day, still_stands())


def _cents() -> ColumnElement[int]:
    """The amount that stands, rounded down: as many parts of it as points of it are left."""
    left = LoyaltyTransaction.points_delta - points_taken_back()
    whole: ColumnElement[int] = func.coalesce(LoyaltyTransaction.purchase_amount_cents, 0)
    return (whole * left).op("/")(LoyaltyTransaction.points_delta)
