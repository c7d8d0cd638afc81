"""The people at the counter and their PINs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model, SoftDeleted


class StaffPin(Dated, SoftDeleted, Model):
    """One member of staff at one store, and the hash of HMAC(pepper, PIN)."""

    __tablename__ = "staff_pins"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("store_id", "id"),
        CheckConstraint("role IN ('cashier', 'manager')", name="role"),
        CheckConstraint("failed_attempts >= 0", name="failed_attempts"),
        CheckConstraint("pin_length BETWEEN 4 AND 8", name="pin_length"),
        Index("ix_staff_pins_store_id", "store_id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str]
    staff_ref: Mapped[str | None]
    email_canonical: Mapped[str | None]
    role: Mapped[str] = mapped_column(default="cashier")
    pin_hash: Mapped[str]
    pin_length: Mapped[int] = mapped_column(default=6)
    failed_attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    locked_until: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
