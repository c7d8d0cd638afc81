"""Short ways to bring a card to where a test begins, by the operations themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, StampAdded, add_stamp
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned, earn_points
from loyalty_app.unit_of_work import Work, clock, operation
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expire(CardCommand):
    points: int


def expire_points(actor: Actor, card: CardReference, points: int) -> int:
    """The id of an expiry line as the nightly job will write it."""
    return _expire(_Expire(actor=actor, card=card, points=points)).transaction.id


@operation
def _expire(work: Work, command: _Expire) -> CardChanged:
    card = lock_card(work, command.actor, command.card)
    posting = Posting(type=TransactionType.POINTS_EXPIRED, points_delta=-command.points)
    line, card = post(work, command.actor, card, posting)
    transaction, view = answer(work, card, line)
    return CardChanged(transaction=transaction, card=view)
