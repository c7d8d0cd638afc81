"""Where a card is valid."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.ledger import LockedCard
from loyalty_app.models import Store
from loyalty_app.queries.card_view import StoreName


def stores_of_card(connection: Connection, card: LockedCard) -> tuple[StoreName, ...]:
    """The store the card belongs to, or all open stores of the merchant, by name."""
    stores = select(Store.code, Store.name).where(
        Store.merchant_id == card.merchant_id, Store.deleted_at.is_(None), Store.is_active
    )
    if card.scope_store_id is not None:
        stores = stores.where(Store.id == card.scope_store_id)
    return tuple(
        StoreName(code=row.code, name=row.name) for row in connection.execute(stores.order_by(Store.name, Store.id))
    )
