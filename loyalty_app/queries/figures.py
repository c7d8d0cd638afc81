"""How the program is doing: the one definition of every figure, for all screens and the API (spec 2 "Figures")."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.months import Month
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, Store
from loyalty_app.queries.card_view import StoreName
from loyalty_app.queries.liability import card_worth, live_cards
from loyalty_app.queries.standing_lines import VISITS, Scope, find_scope, still_stands

ACTIVE_DAYS = 30
_original = LoyaltyTransaction.__table__.alias("original")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsFigures:
    """Points by how they came and went, each net of what was taken back of it.

    `voided` is what was taken back of purchases, `shortfall` what should have been, was spent already and is not
    settled. They add up: purchases + welcome_bonus + adjustments + restored + opening_balances + merged + shortfall −
    redeemed − expired − forfeited = the outstanding points. `merged`: moved from card to card, nothing over all stores;
    `forfeited`: left behind by people who were erased.
    """

    purchases: int = 0
    welcome_bonus: int = 0
    adjustments: int = 0
    restored: int = 0
    opening_balances: int = 0
    merged: int = 0
    redeemed: int = 0
    expired: int = 0
    voided: int = 0
    shortfall: int = 0
    forfeited: int = 0

    @property
    def issued(self) -> int:
        """What was given to members."""
        return self.purchases + self.welcome_bonus + self.restored + self.opening_balances


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationFigures:
    """The share of one store; `store` None: elsewhere, without a store or at one that was closed.

    Members belong where they joined, lines where they were made; the rows add up to the total.
    """

    store: StoreName | None
    members: int
    new_members_this_month: int
    outstanding_stamps: int
    outstanding_points: int
    liability_cents: int
    stamps_issued: int
    rewards_redeemed: int
    points: PointsFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The state of a program at one moment, of a whole merchant or of one store. Money in cents of `currency`."""

    members: int
    active_members: int
    new_members_this_month: int
    stamps_issued: int
    rewards_redeemed: int
    points: PointsFigures
    outstanding_stamps: int
    outstanding_points: int
    liability_cents: int
    currency: str
    locations: tuple[LocationFigures, ...]


@dataclass(slots=True, kw_only=True)
class _Lines:
    """The sums of the lines of one store while they are counted."""

    stamps_issued: int = 0
    rewards_redeemed: int = 0
    points: dict[str, int]


def find_figures(connection: Connection, merchant_id: int, now: datetime, *, store_id: int | None = None) -> Figures:
    """The figures of the merchant (of one store); five statements whatever the size. Refuses program_unknown."""
    scope = find_scope(connection, merchant_id, store_id)
    cards = {row.store_id: row for row in _cards(connection, scope, now)}
    lines = _lines_by_store(_line_sums(connection, scope))
    locations = _locations(connection, scope, cards, lines)
    return Figures(
        members=sum(place.members for place in locations),
        active_members=_active_members(connection, scope, now),
        new_members_this_month=sum(place.new_members_this_month for place in locations),
        stamps_issued=sum(place.stamps_issued for place in locations),
        rewards_redeemed=sum(place.rewards_redeemed for place in locations),
        points=_total([place.points for place in locations]),
        outstanding_stamps=sum(place.outstanding_stamps for place in locations),
        outstanding_points=sum(place.outstanding_points for place in locations),
        liability_cents=sum(place.liability_cents for place in locations),
        currency=scope.currency,
        locations=locations,
    )


def _cards(connection: Connection, scope: Scope, now: datetime) -> Iterable[Row[*tuple[Any, ...]]]:
    """What the live cards hold, by the store where they were issued."""
    month = Month.at(now, scope.timezone).starts_at(scope.timezone)
    statement = (
        select(
            LoyaltyCard.enrolled_at_store_id.label("store_id"),
            func.count().label("members"),
            func.count().filter(LoyaltyCard.created_at >= month).label("new"),
            func.sum(LoyaltyCard.stamp_count).label("stamps"),
            func.sum(LoyaltyCard.points_balance).label("points"),
            func.sum(card_worth(scope.worth)).label("cents"),
        )
        .where(*live_cards(scope.program_id))
        .group_by(LoyaltyCard.enrolled_at_store_id)
    )
    if scope.store_id is not None:
        statement = statement.where(LoyaltyCard.enrolled_at_store_id == scope.store_id)
    return connection.execute(statement).all()


def _active_members(connection: Connection, scope: Scope, now: datetime) -> int:
    since = now - timedelta(days=ACTIVE_DAYS)
    came = (
        select(func.count(LoyaltyTransaction.card_id.distinct()))
        .join(LoyaltyCard, LoyaltyCard.id == LoyaltyTransaction.card_id)
        .where(
            *scope.lines(*VISITS),
            LoyaltyTransaction.recorded_at > since,
            still_stands(),
            *live_cards(scope.program_id),
        )
    )
    count: int = connection.execute(came).scalar_one()
    return count


def _line_sums(connection: Connection, scope: Scope) -> Iterable[Row[*tuple[Any, ...]]]:
    """All lines by kind and store; a line that takes another one back counts where and as what that one did."""
    store = func.coalesce(_original.c.store_id, LoyaltyTransaction.store_id)
    statement = (
        select(
            LoyaltyTransaction.type,
            _original.c.type.label("of"),
            store.label("store_id"),
            func.count().label("lines"),
            func.sum(LoyaltyTransaction.stamps_delta).label("stamps"),
            func.sum(LoyaltyTransaction.points_delta).label("points"),
            func.sum(LoyaltyTransaction.shortfall).label("shortfall"),
        )
        .outerjoin(_original, _original.c.id == LoyaltyTransaction.reverses_id)
        .where(LoyaltyTransaction.merchant_id == scope.merchant_id, LoyaltyTransaction.program_id == scope.program_id)
        .group_by(LoyaltyTransaction.type, _original.c.type, store)
    )
    if scope.store_id is not None:
        statement = statement.where(store == scope.store_id)
    return connection.execute(statement).all()


_POINTS_OF = {
    TransactionType.POINTS_EARNED: "purchases",
    TransactionType.WELCOME_BONUS: "welcome_bonus",
    TransactionType.POINTS_ADJUSTMENT: "adjustments",
    TransactionType.POINTS_RESTORED: "restored",
    TransactionType.OPENING_BALANCE: "opening_balances",
    TransactionType.CARD_MERGED: "merged",
}


def _lines_by_store(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[int | None, _Lines]:
    found: dict[int | None, _Lines] = {}
    for row in rows:
        of_store = found.setdefault(
            row.store_id, _Lines(points=dict.fromkeys((field.name for field in fields(PointsFigures)), 0))
        )
        _count(of_store, row)
    return found


def _count(sums: _Lines, row: Row[*tuple[Any, ...]]) -> None:
    kind, stamps, points = TransactionType(row.type), int(row.stamps), int(row.points)
    match kind:
        case TransactionType.STAMP_EARNED:
            sums.stamps_issued += stamps
        case TransactionType.STAMP_VOIDED | TransactionType.POINTS_VOIDED:
            _count_void(sums, row)
        case TransactionType.STAMP_REDEEMED | TransactionType.POINTS_REDEEMED:
            sums.rewards_redeemed += row.lines
            sums.points["redeemed"] -= points
        case TransactionType.POINTS_EXPIRED:
            sums.points["expired"] -= points
        case TransactionType.CARD_DEACTIVATED:
            sums.points["forfeited"] -= points
        case _ if kind in _POINTS_OF:
            sums.points[_POINTS_OF[kind]] += points


def _count_void(sums: _Lines, row: Row[*tuple[Any, ...]]) -> None:
    """A stamp that a shortfall is settled with counts as taken back since the shortfall was recorded."""
    stamps, points, shortfall = int(row.stamps), int(row.points), int(row.shortfall)
    match row.of:
        case TransactionType.STAMP_EARNED:
            sums.stamps_issued += stamps - shortfall
        case TransactionType.POINTS_EARNED:
            sums.points["purchases"] += points - shortfall
            sums.points["voided"] -= points
            sums.points["shortfall"] += shortfall
        case TransactionType.POINTS_VOIDED:
            sums.points["voided"] -= points
            sums.points["shortfall"] += points
        case TransactionType.STAMP_REDEEMED | TransactionType.POINTS_REDEEMED:
            sums.rewards_redeemed -= row.lines
            sums.points["redeemed"] -= points


def _locations(
    connection: Connection,
    scope: Scope,
    cards: dict[int | None, Row[*tuple[Any, ...]]],
    lines: dict[int | None, _Lines],
) -> tuple[LocationFigures, ...]:
    """One row per live store by name, then "elsewhere" if anything is there."""
    statement = select(Store.id, Store.code, Store.name).where(
        Store.merchant_id == scope.merchant_id, Store.deleted_at.is_(None)
    )
    if scope.store_id is not None:
        statement = statement.where(Store.id == scope.store_id)
    stores = connection.execute(statement.order_by(Store.name, Store.id)).all()
    known = {row.id: StoreName(code=row.code, name=row.name) for row in stores}
    rows = [_location(name, {store_id}, cards, lines) for store_id, name in known.items()]
    others = (set(cards) | set(lines)) - set(known)
    return (*rows, _location(None, others, cards, lines)) if others else tuple(rows)


def _location(
    store: StoreName | None,
    ids: set[int | None] | set[int],
    cards: dict[int | None, Row[*tuple[Any, ...]]],
    lines: dict[int | None, _Lines],
) -> LocationFigures:
    held = [cards[store_id] for store_id in ids if store_id in cards]
    made = [lines[store_id] for store_id in ids if store_id in lines]
    return LocationFigures(
        store=store,
        members=sum(row.members for row in held),
        new_members_this_month=sum(row.new for row in held),
        outstanding_stamps=sum(int(row.stamps) for row in held),
        outstanding_points=sum(int(row.points) for row in held),
        liability_cents=sum(int(row.cents) for row in held),
        stamps_issued=sum(sums.stamps_issued for sums in made),
        rewards_redeemed=sum(sums.rewards_redeemed for sums in made),
        points=_total([PointsFigures(**sums.points) for sums in made]),
    )


def _total(shares: list[PointsFigures]) -> PointsFigures:
    names = [field.name for field in fields(PointsFigures)]
    return PointsFigures(**{name: sum(getattr(share, name) for share in shares) for name in names})
