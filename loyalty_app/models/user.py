"""People who sign in with a password, everybody's sessions, and the tokens of other software."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model, SoftDeleted
from loyalty_app.models.merchant import ALIVE


class User(Dated, SoftDeleted, Model):
    """A platform admin, an owner or a manager."""

    __tablename__ = "users"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        Index("uq_users_email_canonical", "email_canonical", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),
        CheckConstraint("role IN ('platform_admin', 'owner', 'manager')", name="role"),
        CheckConstraint("(role = 'platform_admin') = (merchant_id IS NULL)", name="tenant"),
    )

    email: Mapped[str]
    email_canonical: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    merchant_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("merchants.id", ondelete="RESTRICT"))
    store_id: Mapped[int | None] = mapped_column(BigId)
    locale: Mapped[str] = mapped_column(default="en")
    last_login_at: Mapped[datetime | None]


class Session(Dated, Model):
    """A signed-in user, a signed-in customer, or a member of staff at an unlocked terminal; can be revoked."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index("ix_sessions_terminal_device_id", "terminal_device_id"),
        Index("ix_sessions_staff_pin_id", "staff_pin_id"),
        Index("ix_sessions_user_id", "user_id"),
        Index("ix_sessions_customer_id", "customer_id"),
        CheckConstraint("kind IN ('user', 'customer', 'terminal', 'staff')", name="kind"),
    )

    token_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    customer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("customers.id", ondelete="RESTRICT"))
    terminal_device_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("terminal_devices.id", ondelete="RESTRICT")
    )
    staff_pin_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff_pins.id", ondelete="RESTRICT"))
    card_id: Mapped[int | None] = mapped_column(BigId)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime]


class ApiToken(Dated, Model):
    """The right of a till or another program to act for a store, a merchant or the platform."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        UniqueConstraint("token_hash"),
        CheckConstraint("scope IN ('store', 'merchant', 'platform')", name="scope"),
        CheckConstraint("role IN ('cashier', 'manager', 'owner', 'platform_admin')", name="role"),
        CheckConstraint("(scope = 'platform') = (merchant_id IS NULL)", name="tenant"),
        CheckConstraint("(scope = 'store') = (store_id IS NOT NULL)", name="store"),
    )

    scope: Mapped[str]
    role: Mapped[str]
    merchant_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("merchants.id", ondelete="RESTRICT"))
    store_id: Mapped[int | None] = mapped_column(BigId)
    label: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
