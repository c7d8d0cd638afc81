"""The ledger's table, and the two small tables beside it that may forget."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model
from loyalty_app.domain.transactions import TransactionType

_TYPES = ", ".join(f"'{kind.value}'" for kind in TransactionType)
_FULL_VOID = text("reverses_in_full")
_WELCOME = text("type = 'welcome_bonus'")
_ORDER = text("order_reference IS NOT NULL")


class LoyaltyTransaction(Dated, Model):
    """One line per change of a card. Inserted by the ledger package alone; never changed, never deleted."""

    __tablename__ = "loyalty_transactions"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "card_id"], ["loyalty_cards.merchant_id", "loyalty_cards.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "staff_pin_id"], ["staff_pins.merchant_id", "staff_pins.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "terminal_device_id"], ["terminal_devices.merchant_id", "terminal_devices.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "program_version_id"], ["program_versions.merchant_id", "program_versions.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["merchant_id", "reward_id"], ["rewards.merchant_id", "rewards.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["card_id", "reverses_id"], ["loyalty_transactions.card_id", "loyalty_transactions.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["api_token_id"], ["api_tokens.id"], ondelete="RESTRICT"),
        UniqueConstraint("card_id", "id"),
        UniqueConstraint("card_id", "card_version"),
        Index("uq_loyalty_transactions_full_void", "reverses_id", unique=True, sqlite_where=_FULL_VOID, postgresql_where=_FULL_VOID),
        Index("uq_loyalty_transactions_welcome", "program_id", "welcomed_customer_id", unique=True, sqlite_where=_WELCOME, postgresql_where=_WELCOME),
        Index("ix_loyalty_transactions_reverses_id", "reverses_id"),
        Index("ix_loyalty_transactions_order", "merchant_id", "order_reference", sqlite_where=_ORDER, postgresql_where=_ORDER),
        Index("ix_loyalty_transactions_store", "merchant_id", "store_id", "recorded_at"),
        CheckConstraint(f"type IN ({_TYPES})", name="type"),
        CheckConstraint("stamps_balance_after >= 0 AND points_balance_after >= 0", name="balance_not_negative"),
        CheckConstraint("card_version >= 1", name="card_version"),
        CheckConstraint("shortfall >= 0", name="shortfall"),
        CheckConstraint("type <> 'welcome_bonus' OR welcomed_customer_id IS NOT NULL", name="welcomed_customer"),
    )  # fmt: skip

    merchant_id: Mapped[int] = mapped_column(BigId)
    program_id: Mapped[int] = mapped_column(BigId)
    card_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[int | None] = mapped_column(BigId)
    staff_pin_id: Mapped[int | None] = mapped_column(BigId)
    staff_name: Mapped[str | None]
    terminal_device_id: Mapped[int | None] = mapped_column(BigId)
    terminal_label: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(BigId)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    api_token_id: Mapped[int | None] = mapped_column(BigId)
    program_version_id: Mapped[int | None] = mapped_column(BigId)
    type: Mapped[str]
    stamps_delta: Mapped[int] = mapped_column(default=0)
    points_delta: Mapped[int] = mapped_column(BigId, default=0)
    stamps_balance_after: Mapped[int]
    points_balance_after: Mapped[int] = mapped_column(BigId)
    card_version: Mapped[int]
    purchase_amount_cents: Mapped[int | None] = mapped_column(BigId)
    order_reference: Mapped[str | None]
    reward_id: Mapped[int | None] = mapped_column(BigId)
    reward_name: Mapped[str | None]
    reward_cost: Mapped[int | None]
    categories: Mapped[list[Any] | None]
    reverses_id: Mapped[int | None] = mapped_column(BigId)
    reverses_in_full: Mapped[bool] = mapped_column(default=False)
    welcomed_customer_id: Mapped[int | None] = mapped_column(BigId)
    shortfall: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
    happened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    local_day: Mapped[date]
    operation_id: Mapped[str] = mapped_column(String(36))
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


class RecordedOrder(Dated, Model):
    """A till receipt that earned points; the row goes when the earning is voided in full."""

    __tablename__ = "recorded_orders"
    __table_args__ = (
        ForeignKeyConstraint(["transaction_id"], ["loyalty_transactions.id"], ondelete="RESTRICT"),
        UniqueConstraint("merchant_id", "order_reference"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    order_reference: Mapped[str] = mapped_column(String(100))
    transaction_id: Mapped[int] = mapped_column(BigId)


class TransactionRequest(Dated, Model):
    """Where a request came from, shortened; kept beside the ledger, never in it, for 30 days."""

    __tablename__ = "transaction_requests"
    __table_args__ = (ForeignKeyConstraint(["transaction_id"], ["loyalty_transactions.id"], ondelete="RESTRICT"),)

    transaction_id: Mapped[int] = mapped_column(BigId)
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
