"""Who did what to whom, and why; append-only like the ledger."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model


class AuditEvent(Dated, Model):
    """One thing somebody did that a shop may want to look up later."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_merchant_id", "merchant_id", "happened_at"),)

    merchant_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("merchants.id", ondelete="RESTRICT"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="RESTRICT"))
    staff_pin_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("staff_pins.id", ondelete="RESTRICT"))
    api_token_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("api_tokens.id", ondelete="RESTRICT"))
    on_behalf: Mapped[bool] = mapped_column(default=False)
    what: Mapped[str]
    subject: Mapped[str | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    happened_at: Mapped[datetime]
