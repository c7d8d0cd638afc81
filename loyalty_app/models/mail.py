"""What goes to people by e-mail: the codes that prove an address, and the messages that wait to be sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model

_WAITING = text("state = 'pending'")


class EmailCode(Dated, Model):
    """A proof of an address that was asked for in one browser.

    Neither the six digits nor the link stand here: both are derived from id, nonce and the instance's secret
    (operations/mail_codes.py), so that the table alone opens nothing. Without a customer nobody has the address, and
    no code is right.
    """

    __tablename__ = "email_codes"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(
            ["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"], ondelete="RESTRICT"
        ),
        CheckConstraint("purpose IN ('confirm', 'sign_in', 'change_email')", name="purpose"),
        CheckConstraint("attempts BETWEEN 0 AND 5", name="attempts"),
        Index("ix_email_codes_email_canonical", "merchant_id", "email_canonical", "created_at"),
        Index("ix_email_codes_browser_hash", "merchant_id", "browser_hash"),
        Index("ix_email_codes_customer_id", "customer_id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int | None] = mapped_column(BigId)
    purpose: Mapped[str]
    email: Mapped[str]
    email_canonical: Mapped[str]
    nonce: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]


class Notification(Dated, Model):
    """One message to one person, due until it is sent; the key keeps it from being written twice.

    `withheld`: it was asked for like any other and is never sent, because nobody has the address.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(
            ["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"], ondelete="RESTRICT"
        ),
        ForeignKeyConstraint(["email_code_id"], ["email_codes.id"], ondelete="SET NULL"),
        UniqueConstraint("dedupe_key"),
        CheckConstraint("state IN ('pending', 'sent', 'failed', 'withheld')", name="state"),
        Index("ix_notifications_due", "next_attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_notifications_customer_id", "customer_id"),
        Index("ix_notifications_email_code_id", "email_code_id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int | None] = mapped_column(BigId)
    store_id: Mapped[int | None] = mapped_column(BigId)
    kind: Mapped[str]
    locale: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(String(100))
    email: Mapped[str | None]
    email_code_id: Mapped[int | None] = mapped_column(BigId)
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
