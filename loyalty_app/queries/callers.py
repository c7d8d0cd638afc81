"""Who a secret stands for: an API token, a paired tablet with its staff, a signed-in user or customer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import ProvenStaff, Role
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.models import (
    ApiToken,
    LoyaltyProgram,
    Merchant,
    Session,
    StaffPin,
    Store,
    User,
)
from loyalty_app.queries.customer_caller import CustomerCaller, find_customer
from loyalty_app.queries.terminal_caller import TerminalCaller, find_terminal

__all__ = [
    "CustomerCaller",
    "TerminalCaller",
    "TokenCaller",
    "UserCaller",
    "find_api_token",
    "find_customer",
    "find_staff_session",
    "find_terminal",
    "find_user_session",
    "is_touch_due",
]

TOUCH_SECONDS = 15
DEFAULT_TIMEZONE = "Europe/Luxembourg"

_token = ApiToken.__table__
_session = Session.__table__
_staff = StaffPin.__table__
_user = User.__table__
_merchant = Merchant.__table__
_store = Store.__table__
_own_store = _store.alias("own_store")
_program = LoyaltyProgram.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCaller:
    """A till or another program. `store_id`: where it acts, by its scope or by the store it named."""

    id: int
    scope: str
    role: Role
    label: str
    merchant_id: int | None
    store_id: int | None
    timezone: str
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCaller:
    """A signed-in owner, manager or platform admin; managers may be limited to one store."""

    id: int
    session_id: int
    email: str
    role: Role
    locale: str
    merchant_id: int | None
    merchant_name: str | None
    merchant_code: str | None
    design_version: int | None
    currency: str | None
    store_id: int | None
    timezone: str
    session_seen_at: datetime


def find_api_token(connection: Connection, token_hash: str, *, store_code: str | None = None) -> TokenCaller | None:
    """The token's standing in one statement; None for an unknown or revoked one, and for one of a store that closed.

    A merchant's token acts at the store that `store_code` names; refuses store_unknown for any other code, and
    for a store's token that names another store than its own.
    """
    shown = {"shown_hash": token_hash, "named_code": store_code}
    row = connection.execute(_token_query(names_a_store=store_code is not None), shown).one_or_none()
    if row is None:
        return None
    if store_code is not None and row.store_id is None and row.scope != "platform":
        raise StoreUnknown
    return TokenCaller(
        id=row.id,
        scope=row.scope,
        role=Role.named(row.role),
        label=row.label,
        merchant_id=row.merchant_id,
        store_id=row.store_id,
        timezone=row.store_timezone or row.merchant_timezone or DEFAULT_TIMEZONE,
        last_used_at=row.last_used_at,
    )


def find_user_session(connection: Connection, token_hash: str, now: datetime) -> UserCaller | None:
    """The user of a session in one statement; None once it is over or revoked, or the user is gone."""
    row = connection.execute(_user_query(), {"shown_hash": token_hash, "asked_at": now}).one_or_none()
    if row is None:
        return None
    return UserCaller(
        id=row.id,
        session_id=row.session_id,
        email=row.email,
        role=Role.named(row.role),
        locale=row.locale,
        merchant_id=row.merchant_id,
        merchant_name=row.merchant_name,
        merchant_code=row.merchant_code,
        design_version=row.design_version,
        currency=row.currency,
        store_id=row.store_id,
        timezone=row.timezone or DEFAULT_TIMEZONE,
        session_seen_at=row.session_seen_at,
    )


def find_staff_session(connection: Connection, token_hash: str, store_id: int, now: datetime) -> ProvenStaff | None:
    """The member of staff behind a `staff_session` of the API at this store; None once it is over or revoked."""
    shown = {"shown_hash": token_hash, "asked_at": now, "acting_store_id": store_id}
    row = connection.execute(_staff_session_query(), shown).one_or_none()
    return ProvenStaff(id=row.id, name=row.name, role=Role.named(row.role)) if row else None


def is_touch_due(seen_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to note that somebody was seen; not at every request, so that reading stays cheap."""
    return seen_at is None or now - seen_at >= timedelta(seconds=TOUCH_SECONDS)


# The statements are kept: building one costs more than the database takes to answer it.


@cache
def _token_query(*, names_a_store: bool) -> Select[Any]:
    acts_at = _store.c.id == _token.c.store_id
    if names_a_store:
        named = (_store.c.code == bindparam("named_code")) & (_store.c.merchant_id == _token.c.merchant_id)
        acts_at = named & ((_token.c.scope == "merchant") | acts_at)
    return (
        select(
            _token.c.id,
            _token.c.scope,
            _token.c.role,
            _token.c.label,
            _token.c.merchant_id,
            _token.c.last_used_at,
            _store.c.id.label("store_id"),
            _store.c.timezone.label("store_timezone"),
            _merchant.c.timezone.label("merchant_timezone"),
        )
        .select_from(_token)
        .outerjoin(_merchant, _merchant.c.id == _token.c.merchant_id)
        .outerjoin(_store, and_(acts_at, _store.c.deleted_at.is_(None)))
        .outerjoin(_own_store, and_(_own_store.c.id == _token.c.store_id, _own_store.c.deleted_at.is_(None)))
        .where(_token.c.token_hash == bindparam("shown_hash"))
        .where(_token.c.revoked_at.is_(None), _merchant.c.deleted_at.is_(None))
        .where(or_(_token.c.store_id.is_(None), _own_store.c.id.is_not(None)))
    )


@cache
def _staff_session_query() -> Select[Any]:
    return (
        select(_staff.c.id, _staff.c.name, _staff.c.role)
        .join(_session, _session.c.staff_pin_id == _staff.c.id)
        .where(_session.c.kind == "staff", _live_session())
        .where(_staff.c.store_id == bindparam("acting_store_id"), _staff.c.is_active, _staff.c.deleted_at.is_(None))
    )


@cache
def _user_query() -> Select[Any]:
    return (
        select(
            _user.c.id,
            _user.c.email,
            _user.c.role,
            _user.c.locale,
            _user.c.merchant_id,
            _user.c.store_id,
            _session.c.id.label("session_id"),
            _session.c.last_seen_at.label("session_seen_at"),
            _merchant.c.name.label("merchant_name"),
            _merchant.c.code.label("merchant_code"),
            _merchant.c.currency,
            _merchant.c.timezone,
            _program.c.design_version,
        )
        .select_from(_session)
        .join(_user, _user.c.id == _session.c.user_id)
        .outerjoin(_merchant, _merchant.c.id == _user.c.merchant_id)
        .outerjoin(_program, and_(_program.c.merchant_id == _merchant.c.id, _program.c.deleted_at.is_(None)))
        .where(_session.c.kind == "user", _live_session())
        .where(_user.c.deleted_at.is_(None), _merchant.c.deleted_at.is_(None))
    )


def _live_session() -> ColumnElement[bool]:
    """The session of :shown_hash if it still holds at :asked_at."""
    return (
        (_session.c.token_hash == bindparam("shown_hash"))
        & _session.c.revoked_at.is_(None)
        & (_session.c.expires_at > bindparam("asked_at"))
    )
