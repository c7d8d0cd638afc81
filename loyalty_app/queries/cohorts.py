"""Do new members stay? Everybody who joined in one month, and how many of them came in the months after."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.months import Month
from loyalty_app.models import LoyaltyTransaction
from loyalty_app.queries.standing_lines import VISITS, Scope, find_scope, still_stands

MONTHS = 12
_first = LoyaltyTransaction.__table__.alias("first_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The members who joined in `month` ("2026-01"); `active[n]`: how many of them came n months later."""

    month: str
    members: int
    active: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohorts:
    """The last twelve months, the oldest first, and how many of all visitors came on more than one day."""

    cohorts: tuple[Cohort, ...]
    members_with_visit: int
    members_with_repeat_visit: int
    repeat_rate_percent: int


def find_cohorts(connection: Connection, merchant_id: int, now: datetime, *, store_id: int | None = None) -> Cohorts:
    """The cohorts of the merchant (who joined at one store); four statements. Refuses program_unknown."""
    scope = find_scope(connection, merchant_id, store_id)
    this_month = Month.at(now, scope.timezone)
    months = [this_month.plus(-back) for back in range(MONTHS - 1, -1, -1)]
    joined = _joined(connection, scope, months[0])
    came = _came(connection, scope, months[0])
    once, again = _visitors(connection, scope)
    cohorts = tuple(
        Cohort(
            month=str(month),
            members=joined.get(month, 0),
            active=tuple(came.get((month, month.plus(n)), 0) for n in range(this_month.months_since(month) + 1)),
        )
        for month in months
    )
    return Cohorts(
        cohorts=cohorts,
        members_with_visit=once,
        members_with_repeat_visit=again,
        repeat_rate_percent=again * 100 // once if once else 0,
    )


def _joined(connection: Connection, scope: Scope, since: Month) -> dict[Month, int]:
    """Members by the month of their card's first line, in the days of the store that wrote it."""
    statement = (
        select(extract("year", _first.c.local_day), extract("month", _first.c.local_day), func.count())
        .where(*_joined_in(scope, since))
        .group_by(extract("year", _first.c.local_day), extract("month", _first.c.local_day))
    )
    return {Month(year=int(year), month=int(month)): count for year, month, count in connection.execute(statement)}


def _came(connection: Connection, scope: Scope, since: Month) -> dict[tuple[Month, Month], int]:
    """How many different members of each cohort came in each month."""
    parts = [
        extract(part, column)
        for column in (_first.c.local_day, LoyaltyTransaction.local_day)
        for part in ("year", "month")
    ]
    statement = (
        select(*parts, func.count(LoyaltyTransaction.card_id.distinct()))
        .join(_first, _first.c.card_id == LoyaltyTransaction.card_id)
        .where(*_joined_in(scope, since), LoyaltyTransaction.type.in_(VISITS), still_stands())
        .group_by(*parts)
    )
    return {
        (Month(year=int(row[0]), month=int(row[1])), Month(year=int(row[2]), month=int(row[3]))): row[4]
        for row in connection.execute(statement)
    }


def _joined_in(scope: Scope, since: Month) -> list[ColumnElement[bool]]:
    conditions = [
        _first.c.merchant_id == scope.merchant_id,
        _first.c.program_id == scope.program_id,
        _first.c.card_version == 1,
        _first.c.local_day >= since.first_day,
    ]
    return conditions if scope.store_id is None else [*conditions, _first.c.store_id == scope.store_id]


def _visitors(connection: Connection, scope: Scope) -> tuple[int, int]:
    """How many members ever came, and how many of them on more than one day."""
    days = (
        select(func.count(LoyaltyTransaction.local_day.distinct()).label("days"))
        .where(*scope.lines(*VISITS), still_stands())
        .group_by(LoyaltyTransaction.card_id)
        .subquery()
    )
    counted = select(func.count(), func.count().filter(days.c.days > 1)).select_from(days)
    once, again = connection.execute(counted).one()
    return once, again
