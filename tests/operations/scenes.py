"""Short ways to bring a card to where a test begins, by the operations themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, StampAdded, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned, earn_points
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, reference

KEY = "test-key-0000000001"


def stamped(shop: Shop, card: LoyaltyCard, times: int = 1) -> StampAdded:
    """The card after so many stamps, a day apart each so that no brake is in the way; returns the last one."""
    last: StampAdded | None = None
    now = clock.now()
    for number in range(times):
        with clock.moved_to(now - timedelta(days=times - number)):
            last = add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    assert last is not None
    return last


def a_card_with_stamps(shop: Shop, count: int) -> LoyaltyCard:
    card = a_card(shop)
    stamped(shop, card, count)
    return card


def earned(shop: Shop, card: LoyaltyCard, points: int, **values: Any) -> PointsEarned:
    """A purchase by the cashier that is worth so many points at ten points per euro."""
    command: dict[str, Any] = {"actor": shop.actor(), "card": reference(card), "purchase_amount_cents": points * 10}
    return earn_points(EarnPoints(**command | values))


def a_card_with_points(shop: Shop, points: int) -> LoyaltyCard:
    card = a_card(shop)
    earned(shop, card, points)
    return card
