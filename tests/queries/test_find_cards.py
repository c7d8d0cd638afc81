"""Finding members: by parts of what they are called, one merchant's only, in pages that miss nobody."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardReplaced, CardUnknown, InvalidInput
from loyalty_app.models import RetiredQrToken
from loyalty_app.queries.card_view import CardView, find_card
from loyalty_app.queries.find_cards import find_cards
from loyalty_app.queries.pages import Page, PageRequest, cursor_at
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_customer, a_reward, a_shop


def found(shop: Shop, search: str | None = None, **values: Any) -> Page[CardView]:
    return find_cards(db.session.connection(), shop.actor(), search=search, now=clock.now(), **values)


def names(page: Page[CardView]) -> set[str | None]:
    return {card.customer.first_name for card in page.items}


def a_member(shop: Shop, first_name: str, last_name: str = "Martins", **values: Any) -> Any:
    return a_card(shop, customer=a_customer(shop, first_name=first_name, last_name=last_name, **values))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("zoe", {"Zoë"}),
        ("ZOË", {"Zoë"}),
        ("müLL", {"Zoë", "Jérôme"}),
        ("jer mul", {"Jérôme"}),
        ("muller jerome", {"Jérôme"}),
        ("ИВАН", {"Иван"}),
        ("bistro.example", {"Иван"}),
        ("621 123", {"Zoë"}),
        ("+352-621.12", {"Zoë"}),
        ("李小龙", {"李小龙"}),
        ("100%", {"100%_real"}),
        ("%_r", {"100%_real"}),
        ("%%%", set()),
        ("___", set()),
        ("***", set()),
        ("' OR 1=1", set()),
        ("nobody", set()),
    ],
)
def test_members_are_found_by_part_of_what_they_are_called(app: Flask, search: str, expected: set[str]) -> None:
    shop = a_shop()
    a_member(shop, "Zoë", "Müller", phone="+352621123456")
    a_member(shop, "Jérôme", "Muller")
    a_member(shop, "Иван", "Петров", email="ivan@bistro.example.com")
    a_member(shop, "李小龙")
    a_member(shop, "100%_real")
    page = found(shop, search)
    assert (names(page), page.total) == (expected, len(expected))


def test_members_are_found_by_part_of_the_card_number_however_grouped(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop, card_number="482109371659")
    a_card(shop, card_number="100000000008")
    for typed in ("4821-0937-1659", "0937 1659", "1659"):
        assert [one.id for one in found(shop, typed).items] == [card.id]


@pytest.mark.parametrize("search", ["", "  ", "ab", "%", "a  ", "1-2", "é"])
def test_two_letters_are_not_enough(app: Flask, search: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        found(shop, search)
    assert refused.value.problems[0].code == "search_too_short"


def test_only_the_merchants_own_members_are_found(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    a_member(here, "Ana")
    foreign = a_member(there, "Ana")
    for search in ("ana", foreign.card_number):
        assert all(card.id != foreign.id for card in found(here, search).items)
    assert found(here).total == 1


def test_deleted_merged_and_erased_cards_are_not_members(app: Flask) -> None:
    shop = a_shop()
    a_card(shop, deleted_at=clock.now())
    for status in ("merged", "erased"):
        a_card(shop, status=status)
    assert found(shop) == Page(items=(), next_cursor=None, total=0)


def test_blocked_members_can_be_asked_for(app: Flask) -> None:
    shop = a_shop()
    a_card(shop)
    blocked = a_card(shop, status="blocked")
    assert [card.id for card in found(shop, status="blocked").items] == [blocked.id]
    assert (found(shop, status="active").total, found(shop).total) == (1, 2)
    with pytest.raises(InvalidInput) as refused:
        found(shop, status="erased")
    assert refused.value.problems[0].facts["choices"] == ["active", "blocked"]


def test_pages_show_every_member_once_newest_first(app: Flask) -> None:
    shop = a_shop()
    ids = [a_card(shop).id for _ in range(5)]
    seen: list[int] = []
    cursor = None
    for expected in (2, 2, 1):
        page = found(shop, page=PageRequest(limit=2, cursor=cursor))
        assert (len(page.items), page.total) == (expected, 5)
        seen += [card.id for card in page.items]
        cursor = page.next_cursor
        a_card(a_shop())
    assert (seen, cursor) == (ids[::-1], None)


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "é", "MS4y", cursor_at(1, 2), "-1", "A" * 5000, "1; DROP"])
def test_a_cursor_that_is_none_is_refused(app: Flask, cursor: str) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        found(shop, page=PageRequest(cursor=cursor))
    assert refused.value.problems[0].field == "cursor"


def test_another_merchants_cursor_shows_nothing_of_theirs(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    own, foreign = a_card(here), a_card(there)
    page = found(here, page=PageRequest(cursor=cursor_at(foreign.id + 1)))
    assert [card.id for card in page.items] == [own.id]


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9])
def test_a_page_has_between_one_and_two_hundred_rows(app: Flask, limit: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        PageRequest(limit=limit)
    assert refused.value.problems[0].facts == {"minimum": 1, "maximum": 200}


def test_the_number_of_statements_does_not_grow_with_the_members(app: Flask) -> None:
    shop = a_shop()
    a_reward(shop, points_required=1)
    counts = []
    for _ in range(2):
        for _ in range(3):
            a_card(shop)
        with statements() as sent:
            found(shop, "ana")
        counts.append(len(sent))
    assert counts == [3, 3]


def test_a_replaced_code_is_told_from_an_unknown_one(app: Flask) -> None:
    shop, there = a_shop(), a_shop()
    card = a_card(shop)
    db.session.add(RetiredQrToken(merchant_id=shop.merchant_id, card_id=card.id, qr_token="CARD-OLD"))
    db.session.commit()
    old = CardReference(qr_code="CARD-OLD")
    with pytest.raises(CardReplaced):
        find_card(db.session.connection(), shop.actor(), old, clock.now())
    with pytest.raises(CardUnknown):
        find_card(db.session.connection(), there.actor(), old, clock.now())
