"""Who was erased, in the form that is kept beside the backups: numbers and keyed hashes, no names."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.models import Erasure, Merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPerson:
    """One erasure; what is needed to do it again in an old backup."""

    merchant_code: str
    customer_id: int
    address_hash: str | None
    erased_at: datetime


def list_erasures(connection: Connection) -> tuple[ErasedPerson, ...]:
    """All erasures of all merchants, oldest first."""
    rows = connection.execute(
        select(Merchant.code.label("merchant_code"), Erasure.customer_id, Erasure.address_hash, Erasure.erased_at)
        .join(Merchant, Merchant.id == Erasure.merchant_id)
        .order_by(Erasure.id)
    )
    return tuple(ErasedPerson(**row._asdict()) for row in rows)
