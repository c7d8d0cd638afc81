"""A person who holds cards, and what they agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model, SoftDeleted

_KNOWN_ADDRESS = text("deleted_at IS NULL AND email_canonical IS NOT NULL AND NOT is_provisional")


class Customer(Dated, SoftDeleted, Model):
    """A person known to one merchant; an erased one keeps the row and loses everything personal.

    Provisional until the address is proven: several may have typed the same one. `birth_date` is 1990-03-31, or
    --03-31 without a year. `last_signed_in_at`: when they last proved by mail that they are there;
    `inactivity_reminded_at`: when they were last told that they will be forgotten.
    """

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("merchant_id", "id"),
        Index(
            "uq_customers_email_canonical", "merchant_id", "email_canonical", unique=True,
            sqlite_where=_KNOWN_ADDRESS, postgresql_where=_KNOWN_ADDRESS,
        ),
        Index("ix_customers_phone", "merchant_id", "phone"),
        Index("ix_customers_email_canonical", "merchant_id", "email_canonical"),
    )  # fmt: skip

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id", ondelete="RESTRICT"))
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    email: Mapped[str | None]
    email_canonical: Mapped[str | None]
    phone: Mapped[str | None]
    birth_date: Mapped[str | None] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(default="en")
    email_verified_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    inactivity_reminded_at: Mapped[datetime | None]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]


class TermsVersion(Dated, Model):
    """The terms of a program as published; never edited afterwards."""

    __tablename__ = "terms_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "program_id"], ["loyalty_programs.merchant_id", "loyalty_programs.id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("merchant_id", "id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    program_id: Mapped[int] = mapped_column(BigId)
    body: Mapped[dict[str, Any]]
    privacy_url: Mapped[str | None]
    published_at: Mapped[datetime]


class Consent(Dated, Model):
    """What a customer agreed to, in the exact words they saw."""

    __tablename__ = "consents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"], ondelete="RESTRICT"
        ),
        ForeignKeyConstraint(
            ["merchant_id", "terms_version_id"],
            ["terms_versions.merchant_id", "terms_versions.id"],
            ondelete="RESTRICT",
        ),
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        CheckConstraint("purpose IN ('terms', 'marketing')", name="purpose"),
        CheckConstraint("channel IN ('qr', 'terminal', 'import', 'api')", name="channel"),
        Index("ix_consents_customer_id", "customer_id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int] = mapped_column(BigId)
    purpose: Mapped[str]
    terms_version_id: Mapped[int | None] = mapped_column(BigId)
    wording: Mapped[str]
    locale: Mapped[str]
    channel: Mapped[str]
    store_id: Mapped[int | None] = mapped_column(BigId)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Erasure(Dated, Model):
    """That a person was erased: by the number of the empty row and a keyed hash of the address, nothing else.

    The list of these is applied again after an old backup was restored.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("customer_id"),
        Index("ix_erasures_address_hash", "merchant_id", "address_hash"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    customer_id: Mapped[int] = mapped_column(BigId)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    erased_at: Mapped[datetime]
    erased_by: Mapped[str]
