"""Who a secret stands for: an API token, a paired tablet with its member of staff, a signed-in user."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import PinPolicy, ProvenStaff, Role
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.models import (
    ApiToken,
    Merchant,
    MerchantLoyaltySettings,
    Session,
    StaffPin,
    Store,
    TerminalDevice,
    User,
)

DEFAULT_TIMEZONE = "Europe/Luxembourg"

_token = ApiToken.__table__
_device = TerminalDevice.__table__
_session = Session.__table__
_staff = StaffPin.__table__
_user = User.__table__
_merchant = Merchant.__table__
_store = Store.__table__
_settings = MerchantLoyaltySettings.__table__


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
class TerminalCaller:
    """A paired tablet, and who unlocked it; `staff` stays known while it is locked by idleness."""

    device_id: int
    label: str
    merchant_id: int
    merchant_name: str
    merchant_code: str
    currency: str
    default_locale: str
    store_id: int
    store_name: str
    store_code: str
    timezone: str
    is_revoked: bool
    revoked_reason: str | None
    device_seen_at: datetime | None
    session_id: int | None
    session_seen_at: datetime | None
    staff: ProvenStaff | None
    is_locked_by_idle: bool
    idle_lock_seconds: int
    staff_pin_policy: PinPolicy


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
    currency: str | None
    store_id: int | None
    timezone: str
    session_seen_at: datetime


def find_api_token(connection: Connection, token_hash: str, *, store_code: str | None = None) -> TokenCaller | None:
    """The token's standing in one statement; None for an unknown or revoked one.

    A merchant's token acts at the store that `store_code` names; refuses store_unknown for any other code, and
    for a store's token that names another store than its own.
    """
    row = connection.execute(_token_query(store_code).where(_token.c.token_hash == token_hash)).one_or_none()
    if row is None:
        return None
    if store_code is not None and row.store_id is None:
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


def find_terminal(
    connection: Connection, device_token_hash: str, session_token_hash: str | None, now: datetime
) -> TerminalCaller | None:
    """The tablet and its shift in one statement; None for an unknown or expired device.

    The member of staff is the one of the session if it is not revoked, not over, of this very device, and the
    person still works at the store. Their role is today's, not that of the morning.
    """
    query = _terminal_query(session_token_hash, now).where(_device.c.token_hash == device_token_hash)
    row = connection.execute(query).one_or_none()
    if row is None or row.expires_at <= now:
        return None
    staff = (
        ProvenStaff(id=row.staff_id, name=row.staff_name, role=Role.named(row.staff_role))
        if row.staff_id is not None
        else None
    )
    idle_since = now - timedelta(seconds=row.terminal_idle_lock_seconds)
    return TerminalCaller(
        staff=staff,
        is_revoked=row.revoked_at is not None,
        is_locked_by_idle=staff is not None and row.session_seen_at < idle_since,
        idle_lock_seconds=row.terminal_idle_lock_seconds,
        staff_pin_policy=PinPolicy(row.staff_pin_policy),
        **{name: getattr(row, name) for name in _TERMINAL_FIELDS},
    )


def find_user_session(connection: Connection, token_hash: str, now: datetime) -> UserCaller | None:
    """The user of a session in one statement; None once it is over or revoked, or the user is gone."""
    row = connection.execute(_user_query(now).where(_session.c.token_hash == token_hash)).one_or_none()
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
        currency=row.currency,
        store_id=row.store_id,
        timezone=row.timezone or DEFAULT_TIMEZONE,
        session_seen_at=row.session_seen_at,
    )


def find_staff_session(connection: Connection, token_hash: str, store_id: int, now: datetime) -> ProvenStaff | None:
    """The member of staff behind a `staff_session` of the API at this store; None once it is over or revoked."""
    row = connection.execute(
        select(_staff.c.id, _staff.c.name, _staff.c.role)
        .join(_session, _session.c.staff_pin_id == _staff.c.id)
        .where(_session.c.token_hash == token_hash, _session.c.kind == "staff", _live_session(now))
        .where(_staff.c.store_id == store_id, _staff.c.is_active, _staff.c.deleted_at.is_(None))
    ).one_or_none()
    return ProvenStaff(id=row.id, name=row.name, role=Role.named(row.role)) if row else None


_TERMINAL_FIELDS = (
    "device_id",
    "label",
    "merchant_id",
    "merchant_name",
    "merchant_code",
    "currency",
    "default_locale",
    "store_id",
    "store_name",
    "store_code",
    "timezone",
    "revoked_reason",
    "device_seen_at",
    "session_id",
    "session_seen_at",
)


def _token_query(store_code: str | None) -> Select[Any]:
    acts_at = _store.c.id == _token.c.store_id
    if store_code is not None:
        named = (_store.c.code == store_code) & (_store.c.merchant_id == _token.c.merchant_id)
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
        .where(_token.c.revoked_at.is_(None), _merchant.c.deleted_at.is_(None))
    )


def _terminal_query(session_token_hash: str | None, now: datetime) -> Select[Any]:
    shift = and_(
        _session.c.token_hash == session_token_hash,
        _session.c.terminal_device_id == _device.c.id,
        _session.c.kind == "terminal",
        _live_session(now),
    )
    return (
        select(
            _device.c.id.label("device_id"),
            _device.c.label,
            _device.c.expires_at,
            _device.c.revoked_at,
            _device.c.revoked_reason,
            _device.c.last_seen_at.label("device_seen_at"),
            _merchant.c.id.label("merchant_id"),
            _merchant.c.name.label("merchant_name"),
            _merchant.c.code.label("merchant_code"),
            _merchant.c.currency,
            _merchant.c.default_locale,
            _store.c.id.label("store_id"),
            _store.c.name.label("store_name"),
            _store.c.code.label("store_code"),
            _store.c.timezone,
            _settings.c.terminal_idle_lock_seconds,
            _settings.c.staff_pin_policy,
            _session.c.id.label("session_id"),
            _session.c.last_seen_at.label("session_seen_at"),
            _staff.c.id.label("staff_id"),
            _staff.c.name.label("staff_name"),
            _staff.c.role.label("staff_role"),
        )
        .select_from(_device)
        .join(_store, _store.c.id == _device.c.store_id)
        .join(_merchant, _merchant.c.id == _device.c.merchant_id)
        .join(_settings, _settings.c.merchant_id == _device.c.merchant_id)
        .outerjoin(_session, shift)
        .outerjoin(_staff, _working_staff())
        .where(_store.c.deleted_at.is_(None), _merchant.c.deleted_at.is_(None))
    )


def _working_staff() -> ColumnElement[bool]:
    return and_(
        _staff.c.id == _session.c.staff_pin_id,
        _staff.c.store_id == _device.c.store_id,
        _staff.c.is_active,
        _staff.c.deleted_at.is_(None),
    )


def _user_query(now: datetime) -> Select[Any]:
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
        )
        .select_from(_session)
        .join(_user, _user.c.id == _session.c.user_id)
        .outerjoin(_merchant, _merchant.c.id == _user.c.merchant_id)
        .where(_session.c.kind == "user", _live_session(now))
        .where(_user.c.deleted_at.is_(None), _merchant.c.deleted_at.is_(None))
    )


def _live_session(now: datetime) -> ColumnElement[bool]:
    return _session.c.revoked_at.is_(None) & (_session.c.expires_at > now)
