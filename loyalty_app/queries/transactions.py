"""The lines of the ledger in pages: of a card, of a store, of a merchant."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import CardUnknown, InvalidInput
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger.lines import COLUMNS, Line
from loyalty_app.ledger.locked_card import card_table, seen_by
from loyalty_app.models import LoyaltyTransaction, Store
from loyalty_app.queries.card_view import StoreName
from loyalty_app.queries.pages import Page, PageRequest, cursor_at
from loyalty_app.queries.transaction_view import TransactionView, transaction_view

_lines = LoyaltyTransaction.__table__
_reversal = LoyaltyTransaction.__table__.alias("reversal")
_stores = Store.__table__
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilter:
    """Which lines: of a card, done at a store, of a type, recorded from `since` on and before `until`."""

    card_id: int | None = None
    store_id: int | None = None
    type: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_transactions(
    connection: Connection, actor: Actor, wanted: TransactionFilter, page: PageRequest | None = None
) -> Page[TransactionView]:
    """The lines of the actor's merchant, newest first; at most three statements.

    Refuses card_unknown for a card that the actor may not see, and a type that does not exist.
    """
    page = page or PageRequest()
    if wanted.type is not None and wanted.type not in set(TransactionType):
        raise InvalidInput.of("type", "field_type", expected="one_of", choices=[kind.value for kind in TransactionType])
    if wanted.card_id is not None:
        _require_card(connection, actor, wanted.card_id)
    conditions = _conditions(actor, wanted)
    rows = connection.execute(_in_order(select_lines().where(*conditions), wanted, page)).all()
    shown = rows[: page.limit]
    total: int = connection.execute(select(func.count()).select_from(_lines).where(*conditions)).scalar_one()
    return Page(
        items=tuple(view_of_row(row) for row in shown),
        next_cursor=_place_of(shown[-1], wanted) if len(rows) > page.limit else None,
        total=total,
    )


def view_of_row(row: Row[Any]) -> TransactionView:
    """The view of a row that has a line's columns, `store_code`, `store_name` and `reversed_by_id`."""
    found = row._asdict()
    store = StoreName(code=found["store_code"], name=found["store_name"]) if found["store_code"] else None
    line = Line(**{name: found[name] for name in COLUMNS})
    return transaction_view(line, store, reversed_by_id=found["reversed_by_id"])


def select_lines() -> Select[Any]:
    """Lines with their store and what took them back, each a row for `view_of_row`."""
    return (
        select(
            *(_lines.c[name] for name in COLUMNS),
            _stores.c.code.label("store_code"),
            _stores.c.name.label("store_name"),
            _reversal.c.id.label("reversed_by_id"),
        )
        .select_from(_lines)
        .outerjoin(_stores, _stores.c.id == _lines.c.store_id)
        .outerjoin(_reversal, (_reversal.c.reverses_id == _lines.c.id) & _reversal.c.reverses_in_full)
    )


def _conditions(actor: Actor, wanted: TransactionFilter) -> list[ColumnElement[bool]]:
    conditions = [_lines.c.merchant_id == actor.merchant_id]
    if wanted.card_id is not None:
        conditions.append(_lines.c.card_id == wanted.card_id)
    if wanted.store_id is not None:
        conditions.append(_lines.c.store_id == wanted.store_id)
    if wanted.type is not None:
        conditions.append(_lines.c.type == wanted.type)
    if wanted.since is not None:
        conditions.append(_lines.c.recorded_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(_lines.c.recorded_at < wanted.until)
    return conditions


def _in_order(lines: Select[Any], wanted: TransactionFilter, page: PageRequest) -> Select[Any]:
    """A store's lines by time, the way its index has them; a card's and a merchant's in the order of writing."""
    if wanted.store_id is None:
        if place := page.place(1):
            lines = lines.where(_lines.c.id < place[0])
        return lines.order_by(_lines.c.id.desc()).limit(page.limit + 1)
    if place := page.place(2):
        lines = lines.where(tuple_(_lines.c.recorded_at, _lines.c.id) < (_moment(place[0]), place[1]))
    return lines.order_by(_lines.c.recorded_at.desc(), _lines.c.id.desc()).limit(page.limit + 1)


def _place_of(row: Row[Any], wanted: TransactionFilter) -> str:
    if wanted.store_id is None:
        return cursor_at(row.id)
    return cursor_at((row.recorded_at - _EPOCH) // timedelta(microseconds=1), row.id)


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise InvalidInput.of("cursor", "field_type") from None


def _require_card(connection: Connection, actor: Actor, card_id: int) -> None:
    own = select(card_table.c.id).where(card_table.c.id == card_id, card_table.c.merchant_id == actor.merchant_id)
    if connection.execute(own.where(*seen_by(actor))).first() is None:
        raise CardUnknown
