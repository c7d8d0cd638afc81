"""The tablets at the counter and the codes that pair them."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model


class TerminalDevice(Dated, Model):
    """A paired tablet; the row stays after it was revoked.

    `next_token_hash`: a key that was given out and not seen yet. `mark_hash`, `last_mark_hash`: what the tablet must
    carry beside its key, or carried last; `copied_at`: when a second tablet showed the same key.
    """

    __tablename__ = "terminal_devices"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        UniqueConstraint("merchant_id", "id"),
        UniqueConstraint("token_hash"),
        Index("ix_terminal_devices_store_id", "store_id"),
        Index("uq_terminal_devices_next_token_hash", "next_token_hash", unique=True),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[int] = mapped_column(BigId)
    label: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64))
    paired_by_id: Mapped[int | None] = mapped_column(BigId)
    last_seen_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None]
    failed_attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    paused_until: Mapped[datetime | None]
    next_token_hash: Mapped[str | None] = mapped_column(String(64))
    token_rolled_at: Mapped[datetime | None]
    mark_hash: Mapped[str | None] = mapped_column(String(64))
    last_mark_hash: Mapped[str | None] = mapped_column(String(64))
    marked_at: Mapped[datetime | None]
    copied_at: Mapped[datetime | None]
    many_misses_at: Mapped[datetime | None]


class PairingCode(Dated, Model):
    """A one-time code, valid for ten minutes, that turns a browser into a terminal.

    `selector` is its first half in clear: it finds the row, so that wrong guesses at the rest can be counted.
    """

    __tablename__ = "pairing_codes"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        UniqueConstraint("code_hash"),
        Index("ix_pairing_codes_selector", "selector"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[int] = mapped_column(BigId)
    selector: Mapped[str] = mapped_column(String(4), server_default="")
    code_hash: Mapped[str] = mapped_column(String(64))
    label: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(BigId)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
