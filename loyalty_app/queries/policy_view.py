"""The policy of a merchant as its screens and commands show it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import NotFound
from loyalty_app.models import Merchant, MerchantLoyaltySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """What holds for the members of a merchant. `inactive_months`: None where they are kept for ever.

    `minimum_age_years`: None where they may be as young as they like.
    """

    inactive_months: int | None
    minimum_age_years: int | None


def find_policy(connection: Connection, merchant_id: int) -> PolicyView:
    """The settings of a live merchant; refuses not_found."""
    row = connection.execute(
        select(*(getattr(MerchantLoyaltySettings, name) for name in PolicyView.__dataclass_fields__))
        .join(Merchant, Merchant.id == MerchantLoyaltySettings.merchant_id)
        .where(Merchant.id == merchant_id, Merchant.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    return PolicyView(**row._asdict())
