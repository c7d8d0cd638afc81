"""What a store did today: stamps given, rewards handed out, points earned and redeemed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.domain.store_days import StoreDay, store_day
from loyalty_app.domain.transactions import EARNING, REDEEMING, TransactionType
from loyalty_app.models import LoyaltyTransaction, Store

_lines = LoyaltyTransaction.__table__
_reversal = LoyaltyTransaction.__table__.alias("reversal")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One day of a store, net of what was taken back since: each figure from its own kind of line."""

    day: date
    stamps: int
    rewards: int
    points: int
    points_redeemed: int


def day_figures(connection: Connection, actor: Actor, now: datetime) -> DayFigures:
    """The figures of the actor's store on its day that `now` falls on; two statements. Refuses store_unknown."""
    timezone: str | None = connection.execute(
        select(Store.timezone).where(Store.id == actor.store_id, Store.merchant_id == actor.merchant_id)
    ).scalar_one_or_none()
    if timezone is None:
        raise StoreUnknown
    day = store_day(now, timezone)
    lines = _standing_lines(actor, day).subquery()
    kind, points = lines.c.type, lines.c.points
    row = connection.execute(
        select(
            _sum(kind == TransactionType.STAMP_EARNED.value, lines.c.stamps_delta),
            _sum(kind.in_([kind.value for kind in REDEEMING]), 1),
            _sum(kind == TransactionType.POINTS_EARNED.value, points),
            _sum(kind == TransactionType.POINTS_REDEEMED.value, points),
        ).where(lines.c.voids == 0)
    ).one()
    stamps, rewards, earned, redeemed = (int(figure) for figure in row)
    return DayFigures(day=day.date, stamps=stamps, rewards=rewards, points=earned, points_redeemed=redeemed)


def _standing_lines(actor: Actor, day: StoreDay) -> Select[Any]:
    """The day's earning and redeeming lines, each with the points left of it and the number of its full voids."""
    taken_back = func.sum(func.abs(_reversal.c.points_delta) + _reversal.c.shortfall)
    return select(
        _lines.c.type,
        _lines.c.stamps_delta,
        (func.abs(_lines.c.points_delta) - _of_reversals(taken_back)).label("points"),
        _of_reversals(func.count().filter(_reversal.c.reverses_in_full)).label("voids"),
    ).where(
        _lines.c.merchant_id == actor.merchant_id,
        _lines.c.store_id == actor.store_id,
        _lines.c.recorded_at >= day.starts_at,
        _lines.c.recorded_at < day.ends_at,
        _lines.c.type.in_([kind.value for kind in EARNING | REDEEMING]),
    )


def _of_reversals(figure: ColumnElement[int]) -> ColumnElement[int]:
    """A figure of the lines that reverse the line in hand, 0 where there are none."""
    reversals = select(func.coalesce(figure, 0)).where(_reversal.c.reverses_id == _lines.c.id)
    return reversals.correlate(_lines).scalar_subquery()


def _sum(condition: ColumnElement[bool], figure: ColumnElement[int] | int) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, figure), else_=0)), 0)
