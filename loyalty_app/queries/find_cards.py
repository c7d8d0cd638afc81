"""The members of a merchant: by part of a name, e-mail address, phone or card number, or all of them in pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from loyalty_app.db import Folded, Position
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.searching import search_words
from loyalty_app.ledger.locked_card import acting, card_table, customer_table, locked_card_from, seen_by, select_cards
from loyalty_app.queries.card_view import CardView, card_views
from loyalty_app.queries.pages import Page, PageRequest, cursor_at

STATUSES = ("active", "blocked")


def find_cards(
    connection: Connection,
    actor: Actor,
    *,
    search: str | None = None,
    status: str | None = None,
    page: PageRequest | None = None,
    now: datetime,
) -> Page[CardView]:
    """The live cards of the actor's merchant, newest first; at most three statements and one per program.

    Where each store has cards of its own, a store sees no others; the merchant sees all.

    Every word of `search` has to be part of name, address, phone or number, without regard to case and accents;
    nothing in it is a wildcard. Refuses search_too_short and a status that no live card has.
    """
    page = page or PageRequest()
    if status is not None and status not in STATUSES:
        raise InvalidInput.of("status", "field_type", expected="one_of", choices=list(STATUSES))
    wanted = [*seen_by(actor), *([card_table.c.status == status] if status else [])]
    place = page.place(1)
    if search is None:
        total, after = _count(connection, actor, wanted), [card_table.c.id < place[0]] if place else []
    else:
        ids = _matching(connection, actor, [*wanted, *_conditions(search)])
        rest = [card_id for card_id in ids if not place or card_id < place[0]]
        total, after = len(ids), [card_table.c.id.in_(rest[: page.limit + 1])]
    rows = connection.execute(
        select_cards().where(*wanted, *after).order_by(card_table.c.id.desc()).limit(page.limit + 1), acting(actor)
    ).all()
    cards = [locked_card_from(row, actor) for row in rows[: page.limit]]
    return Page(
        items=card_views(connection, cards, now),
        next_cursor=cursor_at(cards[-1].id) if len(rows) > page.limit else None,
        total=total,
    )


def _count(connection: Connection, actor: Actor, wanted: list[ColumnElement[bool]]) -> int:
    count: int = connection.execute(
        select(func.count()).select_from(card_table).where(*_live(actor), *wanted)
    ).scalar_one()
    return count


def _matching(connection: Connection, actor: Actor, wanted: list[ColumnElement[bool]]) -> Sequence[int]:
    """The ids of all matching cards, newest first: reading everybody's names once is what a search costs."""
    return connection.scalars(
        select(card_table.c.id)
        .outerjoin(customer_table, customer_table.c.id == card_table.c.customer_id)
        .where(*_live(actor), *wanted)
        .order_by(card_table.c.id.desc())
    ).all()


def _live(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        card_table.c.merchant_id == actor.merchant_id,
        card_table.c.deleted_at.is_(None),
        card_table.c.status.in_(STATUSES),
    )


def _conditions(search: str) -> list[ColumnElement[bool]]:
    """Each word is part of one of the columns; digits need no folding, which is most of the work."""
    words = search_words(search)
    is_number = words[0].lstrip("+").isdecimal() and len(words) == 1
    names = ("phone", "email") if is_number else ("first_name", "last_name", "email", "phone")
    haystack: ColumnElement[str] = card_table.c.card_number
    for name in names:
        haystack = haystack + " " + func.coalesce(customer_table.c[name], "")
    return [Position(haystack if is_number else Folded(haystack), word) > 0 for word in words]
