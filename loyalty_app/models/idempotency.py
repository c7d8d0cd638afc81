"""Requests already answered, so that a repeat gets the same answer and no second effect."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model


class IdempotencyKey(Dated, Model):
    """The recorded outcome of one request of a merchant; kept for 30 days.

    `card_id`: whose card it shows, so that erasing the person finds it.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint("merchant_id", "key"),
        Index("ix_idempotency_keys_created_at", "created_at"),
        Index("ix_idempotency_keys_card_id", "card_id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId, ForeignKey("merchants.id", ondelete="RESTRICT"))
    key: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[dict[str, Any]]
    card_id: Mapped[int | None] = mapped_column(BigId)
