"""Locking a card: the first step of everything that changes one."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardReplaced, CardUnknown
from loyalty_app.ledger.locked_card import LockedCard, acting, card_table, locked_card_from, select_cards
from loyalty_app.models import RetiredQrToken
from loyalty_app.unit_of_work import Work

_COLUMNS = {
    "card_id": card_table.c.id,
    "qr_code": card_table.c.qr_token,
    "card_number": card_table.c.card_number,
}


def lock_card(work: Work, actor: Actor, reference: CardReference) -> LockedCard:
    """Lock the card that `reference` names among the actor's merchant's cards.

    PostgreSQL locks the row; on SQLite the transaction holds the one write lock already. Refuses card_unknown
    (also for erased and other merchants' cards) and card_replaced (also for a card that was merged into another).
    """
    return _card(work.connection, actor, reference, lock=True)


def read_card(connection: Connection, actor: Actor, reference: CardReference) -> LockedCard:
    """The same card, only to be shown; refuses card_unknown and card_replaced."""
    return _card(connection, actor, reference, lock=False)


def _card(connection: Connection, actor: Actor, reference: CardReference, *, lock: bool) -> LockedCard:
    way, named = reference.way
    row = connection.execute(_card_query(way, lock=lock), {**acting(actor), "named": named}).one_or_none()
    if row is None:
        raise _unknown_or_replaced(connection, actor, reference)
    return locked_card_from(row, actor)


@cache
def _card_query(way: str, *, lock: bool) -> Select[Any]:
    """One statement per way; kept, because building it costs more than the database takes to answer it."""
    query = select_cards().where(_COLUMNS[way] == bindparam("named"))
    return query.with_for_update(of=card_table) if lock else query


def _unknown_or_replaced(connection: Connection, actor: Actor, reference: CardReference) -> CardUnknown | CardReplaced:
    way, named = reference.way
    merged = select(card_table.c.id).where(
        card_table.c.merchant_id == actor.merchant_id, _COLUMNS[way] == named, card_table.c.status == "merged"
    )
    retired = select(RetiredQrToken.id).where(
        RetiredQrToken.merchant_id == actor.merchant_id, RetiredQrToken.qr_token == reference.qr_code
    )
    is_known: bool = connection.execute(select(exists(merged) | exists(retired))).scalar_one()
    return CardReplaced() if is_known else CardUnknown()
