"""Leafing through the history of a card."""

from __future__ import annotations

import pytest

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.queries.card_history import HistoryPage, LineKind, card_history
from tests.factories import Shop, a_card, a_shop, reference

pytestmark = pytest.mark.usefixtures("app")


def a_used_card(shop: Shop, *, stamps: int, purchases: int = 0) -> LoyaltyCard:
    card = a_card(shop)
    for _ in range(stamps):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    for _ in range(purchases):
        earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=500))
    return card


def a_busy_shop() -> Shop:
    return a_shop(cooldown_minutes=0, max_daily_stamps=1000)


def leaf(card: LoyaltyCard, **where: int | LineKind | None) -> HistoryPage:
    return card_history(db.session.connection(), card.id, **where)  # type: ignore[arg-type]  # one of the named


def versions(page: HistoryPage) -> list[int]:
    return [line.card_version for line in page.lines]


def test_the_newest_lines_come_first_twenty_at_a_time() -> None:
    card = a_used_card(a_busy_shop(), stamps=45)
    newest = leaf(card)
    assert versions(newest) == list(range(45, 25, -1))
    assert (newest.first, newest.total, newest.older_than, newest.newer_than) == (1, 45, 26, None)
    middle = leaf(card, older_than=newest.older_than)
    assert versions(middle) == list(range(25, 5, -1))
    assert (middle.first, middle.older_than, middle.newer_than) == (21, 6, 25)
    oldest = leaf(card, older_than=middle.older_than)
    assert versions(oldest) == [5, 4, 3, 2, 1]
    assert (oldest.first, oldest.older_than, oldest.newer_than) == (41, None, 5)
    assert leaf(card, newer_than=oldest.newer_than) == middle
    assert leaf(card, newer_than=middle.newer_than) == newest


def test_new_lines_move_nothing_in_the_older_pages() -> None:
    shop = a_busy_shop()
    card = a_used_card(shop, stamps=30)
    older_than = leaf(card).older_than
    before = leaf(card, older_than=older_than)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    after = leaf(card, older_than=older_than)
    assert (versions(after), after.first) == (versions(before), before.first + 1)


def test_near_the_top_the_newest_page_is_full() -> None:
    card = a_used_card(a_busy_shop(), stamps=25)
    assert leaf(card, newer_than=10) == leaf(card)


def test_stamps_and_points_can_be_looked_at_apart() -> None:
    card = a_used_card(a_busy_shop(), stamps=2, purchases=3)
    stamps, points = leaf(card, kind=LineKind.STAMPS), leaf(card, kind=LineKind.POINTS)
    assert (stamps.total, points.total, leaf(card).total) == (2, 3, 5)
    assert {line.type for line in points.lines} == {"points_earned"}


def test_a_card_nothing_happened_to_has_an_empty_history() -> None:
    page = leaf(a_card(a_shop()))
    assert (page.lines, page.first, page.total, page.older_than, page.newer_than) == ((), 0, 0, None, None)
