"""The merchants of the platform, for its admin."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Connection

from loyalty_app.models import LoyaltyCard, LoyaltyProgram, Merchant, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantView:
    """A live merchant: its program and how large it is. `loyalty_type` and `status` are None without a program."""

    id: int
    code: str
    name: str
    is_active: bool
    loyalty_type: str | None
    status: str | None
    stores: int
    members: int


def list_merchants(connection: Connection) -> tuple[MerchantView, ...]:
    """All live merchants by name; one statement."""
    statement = (
        select(
            Merchant.id,
            Merchant.code,
            Merchant.name,
            Merchant.is_active,
            LoyaltyProgram.loyalty_type,
            LoyaltyProgram.status,
            _counted(Store, Store.deleted_at.is_(None)).label("stores"),
            _counted(LoyaltyCard, LoyaltyCard.deleted_at.is_(None), LoyaltyCard.status == "active").label("members"),
        )
        .outerjoin(LoyaltyProgram, (LoyaltyProgram.merchant_id == Merchant.id) & LoyaltyProgram.deleted_at.is_(None))
        .where(Merchant.deleted_at.is_(None))
        .order_by(Merchant.name, Merchant.id)
    )
    return tuple(MerchantView(**row._asdict()) for row in connection.execute(statement))


def _counted(table: Any, *conditions: Any) -> Any:
    counted: Select[Any] = select(func.count()).where(table.merchant_id == Merchant.id, *conditions)
    return counted.correlate(Merchant).scalar_subquery()
