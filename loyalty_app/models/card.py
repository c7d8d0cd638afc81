"""The card a customer holds: where its balances stand. Only the ledger moves them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model, SoftDeleted

_ONE_FOR_ALL_STORES = text(
    "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NULL AND status IN ('active', 'blocked')"
)
_ONE_PER_STORE = text(
    "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NOT NULL AND status IN ('active', 'blocked')"
)


class LoyaltyCard(Dated, SoftDeleted, Model):
    """A card of a program.

    stamp_count, points_balance, version, ledger_head and the counters are copies of the ledger's sums: the
    database moves them when a line is inserted and refuses any other change (triggers in the migrations).
    """

    __tablename__ = "loyalty_cards"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "program_id"], ["loyalty_programs.merchant_id", "loyalty_programs.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "scope_store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "enrolled_at_store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("card_number"),
        UniqueConstraint("qr_token"),
        Index(
            "uq_loyalty_cards_customer_all_stores", "program_id", "customer_id", unique=True,
            sqlite_where=_ONE_FOR_ALL_STORES, postgresql_where=_ONE_FOR_ALL_STORES,
        ),
        Index(
            "uq_loyalty_cards_customer_per_store", "program_id", "customer_id", "scope_store_id", unique=True,
            sqlite_where=_ONE_PER_STORE, postgresql_where=_ONE_PER_STORE,
        ),
        Index("ix_loyalty_cards_customer_id", "customer_id"),
        Index("ix_loyalty_cards_merchant_id", "merchant_id", "id"),
        CheckConstraint("stamp_count >= 0 AND points_balance >= 0", name="balance_not_negative"),
        CheckConstraint("stamps_today >= 0", name="stamps_today"),
        CheckConstraint("status IN ('active', 'blocked', 'merged', 'erased')", name="status"),
    )  # fmt: skip

    merchant_id: Mapped[int] = mapped_column(BigId)
    program_id: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int | None] = mapped_column(BigId)
    scope_store_id: Mapped[int | None] = mapped_column(BigId)
    enrolled_at_store_id: Mapped[int | None] = mapped_column(BigId)
    card_number: Mapped[str] = mapped_column(String(12))
    qr_token: Mapped[str]
    stamp_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    points_balance: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    stamps_earned: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    rewards_redeemed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    points_earned: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    points_redeemed: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    points_voided: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    points_expired: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    ledger_head: Mapped[str] = mapped_column(String(64), default="0" * 64, server_default="0" * 64)
    stamps_day: Mapped[date | None]
    stamps_today: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    last_stamp_at: Mapped[datetime | None]
    last_points_at: Mapped[datetime | None]
    last_redemption_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime | None]
    expiry_warned_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(default="active")


class RetiredQrToken(Dated, Model):
    """A code that was replaced: it opens nothing any more, and says so."""

    __tablename__ = "retired_qr_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "card_id"], ["loyalty_cards.merchant_id", "loyalty_cards.id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("qr_token"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    card_id: Mapped[int] = mapped_column(BigId)
    qr_token: Mapped[str]
