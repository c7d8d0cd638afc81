"""A business, its stores, and the policy the platform sets for it."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import Dated, Model, SoftDeleted

ALIVE = text("deleted_at IS NULL")


class Merchant(Dated, SoftDeleted, Model):
    """A business: the tenant that every other row belongs to."""

    __tablename__ = "merchants"
    __table_args__ = (Index("uq_merchants_code", "code", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),)

    name: Mapped[str]
    code: Mapped[str]
    currency: Mapped[str] = mapped_column(default="EUR")
    default_locale: Mapped[str] = mapped_column(default="en")
    timezone: Mapped[str] = mapped_column(default="Europe/Luxembourg")
    contact_email: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)


class Store(Dated, SoftDeleted, Model):
    """One shop of a merchant; its time zone decides what "today" is. `opening_hours`: see domain/opening_hours.py."""

    __tablename__ = "stores"
    __table_args__ = (
        Index("uq_stores_code", "code", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),
        UniqueConstraint("merchant_id", "id"),
    )

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id", ondelete="RESTRICT"))
    name: Mapped[str]
    code: Mapped[str]
    address: Mapped[str | None]
    timezone: Mapped[str] = mapped_column(default="Europe/Luxembourg")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    opening_hours: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    is_active: Mapped[bool] = mapped_column(default=True)


class MerchantLoyaltySettings(Dated, Model):
    """The policy: what the platform admin allows a merchant and how strict its counters are.

    `inactive_months`: after so many without a sign of life a member is forgotten; None for never.
    `minimum_age_years`: how old members are at least; None: as young as they like.
    """

    __tablename__ = "merchant_loyalty_settings"
    __table_args__ = (
        UniqueConstraint("merchant_id"),
        CheckConstraint("staff_pin_policy IN ('required', 'optional', 'disabled')", name="staff_pin_policy"),
        CheckConstraint("pin_again_for IN ('none', 'redeem_and_void', 'every_operation')", name="pin_again_for"),
        CheckConstraint("pin_max_failed_attempts BETWEEN 1 AND 20", name="pin_max_failed_attempts"),
        CheckConstraint("terminal_idle_lock_seconds BETWEEN 30 AND 900", name="terminal_idle_lock_seconds"),
        CheckConstraint("inactive_months BETWEEN 6 AND 120", name="inactive_months"),
        CheckConstraint("minimum_age_years BETWEEN 13 AND 21", name="minimum_age_years"),
    )

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id", ondelete="RESTRICT"))
    staff_pin_policy: Mapped[str] = mapped_column(default="required")
    pin_max_failed_attempts: Mapped[int] = mapped_column(default=5)
    pin_lockout_minutes: Mapped[int] = mapped_column(default=30)
    allow_self_enrollment: Mapped[bool] = mapped_column(default=True)
    allow_cross_location_redemption: Mapped[bool] = mapped_column(default=True)
    allow_void: Mapped[bool] = mapped_column(default=True)
    undo_window_minutes: Mapped[int] = mapped_column(default=5)
    require_order_reference: Mapped[bool] = mapped_column(default=False)
    log_ip_addresses: Mapped[bool] = mapped_column(default=False)
    adjust_limit_points: Mapped[int] = mapped_column(default=100_000)
    manager_confirms_above_points: Mapped[int] = mapped_column(default=2_000)
    terminal_idle_lock_seconds: Mapped[int] = mapped_column(default=120)
    pin_again_for: Mapped[str] = mapped_column(default="none")
    inactive_months: Mapped[int | None] = mapped_column(default=36)
    minimum_age_years: Mapped[int | None]
