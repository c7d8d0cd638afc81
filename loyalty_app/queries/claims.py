"""Cards that staff made for somebody who has not seen them on a phone yet."""

from sqlalchemy import exists, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from loyalty_app.models import Customer, LoyaltyCard, Session


def is_unclaimed(connection: Connection, card_id: int) -> bool:
    """Whether the card may be opened without a code from a mail.

    Only the first and only card of a person who never was signed in and never proved an address: there is nothing of
    anybody's behind it that was not typed at the counter a moment ago.
    """
    other = aliased(LoyaltyCard)
    unclaimed = (
        select(LoyaltyCard.id)
        .join(Customer, Customer.id == LoyaltyCard.customer_id)
        .where(
            LoyaltyCard.id == card_id,
            LoyaltyCard.status == "active",
            LoyaltyCard.deleted_at.is_(None),
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
            Customer.email_verified_at.is_(None),
            ~Customer.is_provisional,
            ~exists().where(other.customer_id == Customer.id, other.id != card_id),
            ~exists().where(Session.customer_id == Customer.id),
        )
    )
    return connection.execute(unclaimed).first() is not None
