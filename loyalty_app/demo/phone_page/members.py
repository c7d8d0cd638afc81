"""The people of the demo whose cards can be put on the phone."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.demo.plan import STORIES
from loyalty_app.demo.shops import MERCHANTS
from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.models import Customer, LoyaltyCard, LoyaltyProgram, Merchant

_CODES = tuple(merchant.code for merchant in MERCHANTS)
_MOST = 8
_NAME = Customer.first_name + " " + Customer.last_name
_CARDS = (
    select(
        LoyaltyCard.id.label("card_id"),
        LoyaltyCard.card_number,
        _NAME.label("person"),
        Merchant.name.label("shop"),
        LoyaltyCard.stamp_count,
        LoyaltyCard.points_balance,
        LoyaltyProgram.loyalty_type,
    )
    .join(Customer, Customer.id == LoyaltyCard.customer_id)
    .join(Merchant, Merchant.id == LoyaltyCard.merchant_id)
    .join(LoyaltyProgram, LoyaltyProgram.id == LoyaltyCard.program_id)
    .where(Merchant.code.in_(_CODES), LoyaltyCard.deleted_at.is_(None), LoyaltyCard.status.in_(("active", "blocked")))
)
_OF_A_STORY = or_(
    *(and_(Customer.first_name == story.first_name, Customer.last_name == story.last_name) for story in STORIES)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCard:
    """A card with its person and shop."""

    card_id: int
    card_number: str
    person: str
    shop: str
    stamp_count: int
    points_balance: int
    loyalty_type: str


def find_members(connection: Connection, words: str) -> list[DemoCard]:
    """The first few live cards whose person is called like that, those of the demo's stories before all others."""
    query = _CARDS.order_by(_OF_A_STORY.desc(), LoyaltyCard.id).limit(_MOST)
    if words:
        query = query.where(_NAME.icontains(words, autoescape=True))
    rows = connection.execute(query).mappings()
    return [DemoCard(**dict(row) | {"card_number": in_groups(row["card_number"])}) for row in rows]


def is_a_demo_card(connection: Connection, card_id: int) -> bool:
    """Whether the card is one of the demo's."""
    return connection.execute(_CARDS.where(LoyaltyCard.id == card_id)).first() is not None
