"""Reading single lines back: the one to be corrected, what took it back so far, the last redemption of a card."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from loyalty_app.domain.transactions import REVERSED_BY, TransactionType
from loyalty_app.ledger.lines import COLUMNS, Line
from loyalty_app.ledger.locked_card import LockedCard
from loyalty_app.models import LoyaltyTransaction, Store
from loyalty_app.unit_of_work import Work

_lines = LoyaltyTransaction.__table__
_columns = tuple(_lines.c[name] for name in COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What later lines took back of one line so far: `points` asked for (shortfalls included), in full or not."""

    points: int
    in_full_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a line that took an earning back did not find on the card and nothing has settled since."""

    line_id: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRedemption:
    """The redemption that came before: how many stamps or points it took, when, who and where."""

    taken: int
    redeemed_at: datetime
    staff_name: str | None
    store_name: str | None


def recorded_line(work: Work, merchant_id: int, transaction_id: int) -> Line | None:
    """The merchant's line of that id; another merchant's does not exist."""
    row = work.connection.execute(
        select(*_columns).where(_lines.c.merchant_id == merchant_id, _lines.c.id == transaction_id)
    ).one_or_none()
    return Line(**row._asdict()) if row else None


def taken_back(work: Work, line: Line) -> TakenBack:
    """What was taken back or restored of the line so far; read it under the card's lock."""
    points, in_full_at = work.connection.execute(
        select(
            func.coalesce(func.sum(func.abs(_lines.c.points_delta) + _lines.c.shortfall), 0),
            func.max(_lines.c.recorded_at).filter(_lines.c.reverses_in_full),
        ).where(_lines.c.reverses_id == line.id)
    ).one()
    return TakenBack(points=int(points), in_full_at=in_full_at)


def owed_since(work: Work, line: Line) -> tuple[Owed, ...]:
    """What the card owes by lines after the redemption `line`, the oldest first; read it under the card's lock."""
    settling = aliased(LoyaltyTransaction)
    settled = func.coalesce(func.sum(-settling.stamps_delta - settling.points_delta), 0)
    owed = (_lines.c.shortfall - settled).label("owed")
    rows = work.connection.execute(
        select(_lines.c.id, owed)
        .outerjoin(settling, settling.reverses_id == _lines.c.id)
        .where(
            _lines.c.card_id == line.card_id,
            _lines.c.type == REVERSED_BY[TransactionType(line.type)].value,
            _lines.c.card_version > line.card_version,
            _lines.c.shortfall > 0,
        )
        .group_by(_lines.c.id, _lines.c.shortfall, _lines.c.card_version)
        .order_by(_lines.c.card_version)
    )
    return tuple(Owed(line_id=row.id, amount=int(row.owed)) for row in rows if row.owed > 0)


def last_redemption(work: Work, card: LockedCard, kind: TransactionType, *, since: datetime) -> LastRedemption | None:
    """The card's last redemption of this kind since then that still stands."""
    reversal = aliased(LoyaltyTransaction)
    row = work.connection.execute(
        select(
            (-_lines.c.stamps_delta - _lines.c.points_delta).label("taken"),
            _lines.c.recorded_at.label("redeemed_at"),
            _lines.c.staff_name,
            Store.name.label("store_name"),
        )
        .outerjoin(Store, Store.id == _lines.c.store_id)
        .outerjoin(reversal, (reversal.reverses_id == _lines.c.id) & reversal.reverses_in_full)
        .where(
            _lines.c.card_id == card.id,
            _lines.c.type == kind.value,
            _lines.c.recorded_at >= since,
            reversal.id.is_(None),
        )
        .order_by(_lines.c.card_version.desc())
        .limit(1)
    ).one_or_none()
    return LastRedemption(**row._asdict()) if row else None
