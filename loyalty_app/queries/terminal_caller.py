"""The tablet behind a device cookie, and whoever unlocked it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor, PinAgainFor, PinPolicy, ProvenStaff, Role
from loyalty_app.models import (
    LoyaltyProgram,
    Merchant,
    MerchantLoyaltySettings,
    Session,
    StaffPin,
    Store,
    TerminalDevice,
)
from loyalty_app.queries.program_images import LOGO_COLUMNS, WITH_LOGO, logo_of
from loyalty_app.queries.shop_front import ShopFront


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalCaller:
    """A paired tablet and whoever unlocked it.

    `staff` is who unlocked it; they stay known while it is locked by idleness, so look at `is_locked_by_idle`,
    too. `left_name` names them once they may no longer work here; `staff` is None then. Their role is today's, not
    that of the morning. `timezone` is the store's. `front` is None where there is no program.
    """

    device_id: int
    label: str
    merchant_id: int
    merchant_name: str
    merchant_code: str
    store_id: int
    store_name: str
    store_code: str
    currency: str
    timezone: str
    default_locale: str
    is_revoked: bool
    revoked_reason: str | None
    paused_until: datetime | None
    device_seen_at: datetime | None
    session_id: int | None
    session_seen_at: datetime | None
    session_expires_at: datetime | None
    staff: ProvenStaff | None
    left_name: str | None
    is_locked_by_idle: bool
    idle_lock_seconds: int
    staff_pin_policy: PinPolicy
    pin_again_for: PinAgainFor
    undo_window_minutes: int
    allow_void: bool
    require_order_reference: bool
    front: ShopFront | None

    @property
    def actor(self) -> Actor:
        """On whose authority an operation from this tablet runs."""
        return Actor(
            merchant_id=self.merchant_id,
            store_id=self.store_id,
            staff=None if self.is_locked_by_idle else self.staff,
            terminal_device_id=self.device_id,
            terminal_label=self.label,
        )

    @property
    def idle_lock_at(self) -> datetime | None:
        """When the tablet locks itself unless somebody uses it."""
        return self.session_seen_at and self.session_seen_at + timedelta(seconds=self.idle_lock_seconds)


def find_terminal(
    connection: Connection, device_token_hash: str, session_token_hash: str | None, now: datetime
) -> TerminalCaller | None:
    """The tablet of this device token, also a revoked one (`is_revoked`); None for an unknown or expired one.

    One statement, a second one for a key that was given out and not seen yet. The session counts only at its own
    tablet, before its end and for staff of the tablet's store.
    """
    shown = {"device_hash": device_token_hash, "session_hash": session_token_hash, "asked_at": now}
    row = connection.execute(_terminal_query(is_next_key=False), shown).one_or_none()
    if row is None:
        row = connection.execute(_terminal_query(is_next_key=True), shown).one_or_none()
    return None if row is None else _terminal(row, now)


@cache
def _terminal_query(*, is_next_key: bool) -> Select[*tuple[Any, ...]]:
    """The tablet of :device_hash, as its key or its next one, with the session of :session_hash at :asked_at."""
    key = TerminalDevice.next_token_hash if is_next_key else TerminalDevice.token_hash
    session_at_this_device = (
        (Session.token_hash == bindparam("session_hash"))
        & (Session.kind == "terminal")
        & (Session.terminal_device_id == TerminalDevice.id)
        & Session.revoked_at.is_(None)
        & (Session.expires_at > bindparam("asked_at"))
    )
    return (
        select(*_COLUMNS)
        .select_from(TerminalDevice)
        .join(Merchant, Merchant.id == TerminalDevice.merchant_id)
        .join(Store, Store.id == TerminalDevice.store_id)
        .join(MerchantLoyaltySettings, MerchantLoyaltySettings.merchant_id == TerminalDevice.merchant_id)
        .outerjoin(
            LoyaltyProgram,
            (LoyaltyProgram.merchant_id == TerminalDevice.merchant_id) & LoyaltyProgram.deleted_at.is_(None),
        )
        .outerjoin(*WITH_LOGO)
        .outerjoin(Session, session_at_this_device)
        .outerjoin(StaffPin, (StaffPin.id == Session.staff_pin_id) & (StaffPin.store_id == TerminalDevice.store_id))
        .where(key == bindparam("device_hash"), TerminalDevice.expires_at > bindparam("asked_at"))
    )


_COLUMNS = (
    TerminalDevice.id.label("device_id"),
    TerminalDevice.label,
    TerminalDevice.revoked_at,
    TerminalDevice.revoked_reason,
    TerminalDevice.paused_until,
    TerminalDevice.last_seen_at.label("device_seen_at"),
    Merchant.id.label("merchant_id"),
    Merchant.name.label("merchant_name"),
    Merchant.code.label("merchant_code"),
    Merchant.currency,
    Merchant.default_locale.label("default_locale"),
    Merchant.deleted_at.label("merchant_deleted_at"),
    Store.id.label("store_id"),
    Store.name.label("store_name"),
    Store.code.label("store_code"),
    Store.timezone,
    Store.deleted_at.label("store_deleted_at"),
    MerchantLoyaltySettings.staff_pin_policy,
    MerchantLoyaltySettings.pin_again_for,
    MerchantLoyaltySettings.terminal_idle_lock_seconds.label("idle_lock_seconds"),
    MerchantLoyaltySettings.undo_window_minutes,
    MerchantLoyaltySettings.allow_void,
    MerchantLoyaltySettings.require_order_reference,
    MerchantLoyaltySettings.allow_self_enrollment,
    MerchantLoyaltySettings.minimum_age_years,
    LoyaltyProgram.card_name,
    LoyaltyProgram.loyalty_type,
    LoyaltyProgram.stamps_target,
    LoyaltyProgram.stamps_reward_description,
    LoyaltyProgram.stamp_shape,
    LoyaltyProgram.points_per_euro,
    LoyaltyProgram.design_version,
    LoyaltyProgram.status.label("program_status"),
    *LOGO_COLUMNS,
    Session.id.label("session_id"),
    Session.last_seen_at.label("session_seen_at"),
    Session.expires_at.label("session_expires_at"),
    StaffPin.id.label("staff_id"),
    StaffPin.name.label("staff_name"),
    StaffPin.role.label("staff_role"),
    StaffPin.is_active.label("staff_is_active"),
    StaffPin.deleted_at.label("staff_deleted_at"),
)


def _terminal(row: Row[*tuple[Any, ...]], now: datetime) -> TerminalCaller:
    is_revoked = (row.revoked_at or row.merchant_deleted_at or row.store_deleted_at) is not None
    has_left = row.staff_id is not None and (not row.staff_is_active or row.staff_deleted_at is not None)
    staff = None
    if row.staff_id is not None and not has_left and not is_revoked:
        staff = ProvenStaff(id=row.staff_id, name=row.staff_name, role=Role.named(row.staff_role))
    idle = row.session_seen_at is not None and now - row.session_seen_at > timedelta(seconds=row.idle_lock_seconds)
    found = row._asdict()
    judged = {
        "is_revoked": is_revoked,
        "staff": staff,
        "left_name": row.staff_name if has_left else None,
        "is_locked_by_idle": idle and staff is not None,
        "staff_pin_policy": PinPolicy(row.staff_pin_policy),
        "pin_again_for": PinAgainFor(row.pin_again_for),
        "front": _front(found),
    }
    return TerminalCaller(
        **{name: found[name] for name in TerminalCaller.__dataclass_fields__ if name in found} | judged
    )


def _front(found: dict[str, Any]) -> ShopFront | None:
    if found["loyalty_type"] is None:
        return None
    shown = {name: found[name] for name in ShopFront.__dataclass_fields__ if name in found}
    logo = logo_of(found) if found["program_status"] != "draft" else None
    return ShopFront(**shown | {"card_name": found["card_name"] or found["merchant_name"], "logo": logo})
