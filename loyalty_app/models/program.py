"""The loyalty program of a merchant, every version its rules ever had, and its rewards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model, SoftDeleted
from loyalty_app.models.merchant import ALIVE

_LOOKS_NEW = text("marked_design < design_version")
_COMES_OR_GOES = text("stock IS NOT NULL OR starts_at IS NOT NULL OR ends_at IS NOT NULL")


class LoyaltyProgram(Dated, SoftDeleted, Model):
    """One live program per merchant: stamps, points, or both on one card.

    `design_version` grows with whatever its passes show; all of them were marked due up to `marked_design`.
    """

    __tablename__ = "loyalty_programs"
    __table_args__ = (
        Index(
            "uq_loyalty_programs_merchant_id", "merchant_id", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE
        ),
        UniqueConstraint("merchant_id", "id"),
        Index("ix_loyalty_programs_marked_design", "id", sqlite_where=_LOOKS_NEW, postgresql_where=_LOOKS_NEW),
        CheckConstraint("loyalty_type IN ('stamps', 'points', 'hybrid')", name="loyalty_type"),
        CheckConstraint("status IN ('draft', 'active', 'paused')", name="status"),
        CheckConstraint("stamps_target BETWEEN 1 AND 50", name="stamps_target"),
        CheckConstraint("points_per_euro BETWEEN 1 AND 1000", name="points_per_euro"),
        CheckConstraint(
            "points_expiration_days IS NULL OR points_expiration_days BETWEEN 1 AND 3650", name="points_expiration_days"
        ),
        CheckConstraint("cooldown_minutes BETWEEN 0 AND 1440", name="cooldown_minutes"),
        CheckConstraint("max_daily_stamps BETWEEN 1 AND 1000", name="max_daily_stamps"),
        CheckConstraint("welcome_bonus_points >= 0 AND minimum_redemption_points >= 0", name="points_not_negative"),
        CheckConstraint(
            "minimum_purchase_cents >= 0 AND maximum_purchase_cents >= minimum_purchase_cents", name="purchase_limits"
        ),
    )

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id", ondelete="RESTRICT"))
    loyalty_type: Mapped[str]
    status: Mapped[str] = mapped_column(default="draft")
    activated_at: Mapped[datetime | None]
    stamps_target: Mapped[int] = mapped_column(default=10)
    stamps_reward_description: Mapped[str | None]
    stamps_reward_value_cents: Mapped[int] = mapped_column(default=0)
    points_per_euro: Mapped[int] = mapped_column(default=10)
    points_expiration_days: Mapped[int | None]
    welcome_bonus_points: Mapped[int] = mapped_column(default=0)
    minimum_redemption_points: Mapped[int] = mapped_column(default=100)
    minimum_purchase_cents: Mapped[int] = mapped_column(default=0)
    maximum_purchase_cents: Mapped[int] = mapped_column(default=50_000)
    point_value_cents_per_100: Mapped[int] = mapped_column(default=0)
    cooldown_minutes: Mapped[int] = mapped_column(default=15)
    max_daily_stamps: Mapped[int] = mapped_column(default=5)
    require_phone: Mapped[bool] = mapped_column(default=False, server_default=false())
    require_birth_date: Mapped[bool] = mapped_column(default=False, server_default=false())
    card_name: Mapped[str | None]
    card_color: Mapped[str] = mapped_column(default="#4F46E5")
    card_secondary_color: Mapped[str | None]
    stamp_shape: Mapped[str] = mapped_column(default="bean")
    google_class_id: Mapped[str | None]
    design_version: Mapped[int] = mapped_column(default=1)
    marked_design: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    current_version_id: Mapped[int | None] = mapped_column(BigId)


class ProgramVersion(Dated, Model):
    """The rules as they were from one moment on; every ledger line names the version that produced it."""

    __tablename__ = "program_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "program_id"], ["loyalty_programs.merchant_id", "loyalty_programs.id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("merchant_id", "id"),
        Index("ix_program_versions_program_id", "program_id", "effective_at"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    program_id: Mapped[int] = mapped_column(BigId)
    rules: Mapped[dict[str, Any]]
    effective_at: Mapped[datetime]
    changed_by: Mapped[str | None]


class Reward(Dated, SoftDeleted, Model):
    """What points can be exchanged for. `on_passes`: the passes of the program were last told that it can be had."""

    __tablename__ = "rewards"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "program_id"], ["loyalty_programs.merchant_id", "loyalty_programs.id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("merchant_id", "id"),
        Index("uq_rewards_name", "program_id", "name", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE),
        Index("ix_rewards_on_passes", "program_id", sqlite_where=_COMES_OR_GOES, postgresql_where=_COMES_OR_GOES),
        CheckConstraint("points_required >= 1", name="points_required"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock"),
        CheckConstraint("ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name="dates"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    program_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str]
    description: Mapped[str | None]
    points_required: Mapped[int]
    icon: Mapped[str] = mapped_column(default="gift")
    is_active: Mapped[bool] = mapped_column(default=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    stock: Mapped[int | None]
    on_passes: Mapped[bool] = mapped_column(default=True, server_default=true())
    display_order: Mapped[int] = mapped_column(default=0, server_default=text("0"))
