"""The customer behind a session: found at every request of a phone, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import CustomerActor
from loyalty_app.models import Customer, LoyaltyCard, LoyaltyProgram, Merchant, Session, Store

_session = Session.__table__
_customer = Customer.__table__
_merchant = Merchant.__table__
_program = LoyaltyProgram.__table__
_store = Store.__table__
_card = LoyaltyCard.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCaller:
    """A signed-in customer. `card_id`: their live card that serves the store whose page it is; None without one.

    `is_provisional`: the address is not proven yet. `store_id`: the store that the address of the page names.
    """

    id: int
    session_id: int
    merchant_id: int
    merchant_code: str
    merchant_name: str
    store_id: int | None
    card_id: int | None
    first_name: str | None
    locale: str
    is_provisional: bool
    timezone: str
    design_version: int | None
    session_seen_at: datetime

    @property
    def acting(self) -> CustomerActor:
        """The customer as operations know them."""
        return CustomerActor(merchant_id=self.merchant_id, customer_id=self.id, store_id=self.store_id)


def find_customer(
    connection: Connection, token_hashes: Sequence[str], now: datetime, *, store_code: str | None = None
) -> CustomerCaller | None:
    """The customer of one of these sessions; a browser keeps one for each merchant it has a card of.

    With `store_code` only at that store's merchant. None once a session is over or revoked, or the person has left.
    """
    if not token_hashes:
        return None
    shown = {"shown_hashes": list(token_hashes), "asked_at": now, "named_code": store_code}
    row = connection.execute(_query(names_a_store=store_code is not None), shown).first()
    return CustomerCaller(**row._asdict()) if row else None


def find_customers(connection: Connection, token_hashes: Sequence[str], now: datetime) -> frozenset[int]:
    """The ids of all customers of these sessions, whatever their merchants."""
    if not token_hashes:
        return frozenset()
    rows = connection.execute(_signed_in(select(_customer.c.id)), {"shown_hashes": list(token_hashes), "asked_at": now})
    return frozenset(rows.scalars())


@cache
def _query(*, names_a_store: bool) -> Select[Any]:
    named = and_(_store.c.code == bindparam("named_code"), _store.c.deleted_at.is_(None))
    columns = select(
        _customer.c.id,
        _session.c.id.label("session_id"),
        _customer.c.merchant_id,
        _merchant.c.code.label("merchant_code"),
        _merchant.c.name.label("merchant_name"),
        _store.c.id.label("store_id"),
        _live_card(),
        _customer.c.first_name,
        _customer.c.locale,
        _customer.c.is_provisional,
        _merchant.c.timezone,
        _program.c.design_version,
        _session.c.last_seen_at.label("session_seen_at"),
    )
    query = (
        _signed_in(columns)
        .outerjoin(_program, and_(_program.c.merchant_id == _merchant.c.id, _program.c.deleted_at.is_(None)))
        .outerjoin(_store, and_(_store.c.merchant_id == _merchant.c.id, named))
        .order_by(_session.c.id.desc())
        .limit(1)
    )
    return query.where(_store.c.id.is_not(None)) if names_a_store else query


def _signed_in(columns: Select[Any]) -> Select[Any]:
    """Of who is behind one of the shown sessions now."""
    return (
        columns.select_from(_session)
        .join(_customer, _customer.c.id == _session.c.customer_id)
        .join(_merchant, _merchant.c.id == _customer.c.merchant_id)
        .where(
            _session.c.token_hash.in_(bindparam("shown_hashes", expanding=True)),
            _session.c.kind == "customer",
            _session.c.revoked_at.is_(None),
            _session.c.expires_at > bindparam("asked_at"),
            _customer.c.deleted_at.is_(None),
            _customer.c.erased_at.is_(None),
            _merchant.c.deleted_at.is_(None),
        )
    )


def _live_card() -> ColumnElement[int]:
    """The store's own card before the one for all stores, and that before the one the session began with."""
    live = select(func.max(_card.c.id)).where(
        _card.c.customer_id == _customer.c.id,
        _card.c.deleted_at.is_(None),
        _card.c.status.in_(("active", "blocked")),
    )
    choices = (
        live.where(_card.c.scope_store_id == _store.c.id),
        live.where(_card.c.scope_store_id.is_(None)),
        live.where(_card.c.id == _session.c.card_id),
        live,
    )
    found = (choice.correlate(_customer, _store, _session).scalar_subquery() for choice in choices)
    return func.coalesce(*found).label("card_id")
