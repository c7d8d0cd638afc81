"""What a purchase was about: drinks, food, gifts."""

from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model, SoftDeleted


class TransactionCategory(Dated, SoftDeleted, Model):
    """A category of a store, named per language."""

    __tablename__ = "transaction_categories"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "store_id"], ["stores.merchant_id", "stores.id"], ondelete="RESTRICT"),
        UniqueConstraint("merchant_id", "id"),
        Index("ix_transaction_categories_store_id", "store_id"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    store_id: Mapped[int] = mapped_column(BigId)
    names: Mapped[dict[str, Any]]
    display_order: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    is_active: Mapped[bool] = mapped_column(default=True)


class TransactionCategoryLink(Model):
    """Which categories a ledger line belongs to; the names as they were are on the line."""

    __tablename__ = "transaction_category_links"

    transaction_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("loyalty_transactions.id", ondelete="RESTRICT"), primary_key=True
    )
    category_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("transaction_categories.id", ondelete="RESTRICT"), primary_key=True
    )
