"""Where somebody stands who is nobody yet: the store whose poster or page they opened."""

from sqlalchemy import select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.models import Merchant, Store
from loyalty_app.unit_of_work import Work


def visitor_at(work: Work, store_id: int) -> Actor:
    """An actor at that store with nobody behind it; refuses store_unknown for a closed store."""
    merchant_id: int | None = work.connection.execute(
        select(Store.merchant_id)
        .join(Merchant, Merchant.id == Store.merchant_id)
        .where(Store.id == store_id, Store.deleted_at.is_(None), Store.is_active, Merchant.deleted_at.is_(None))
    ).scalar_one_or_none()
    if merchant_id is None:
        raise StoreUnknown
    return Actor(merchant_id=merchant_id, store_id=store_id)
