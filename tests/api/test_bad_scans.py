"""Bad inputs, C: what is scanned or typed instead of a card."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import in_groups, new_card_number, new_qr_code
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from tests.api.bad_inputs import Bad, Scene, a_scene, bad, looking_up, named
from tests.api.digest import tables
from tests.factories import a_card, a_shop, reference

NOT_A_CARD = "That is not a loyalty card."
TYPO = "There is a typo in the number – check the last group."
UNKNOWN = "We do not know this card. Check the number, or search by name."
ONE_OF_THREE = "Name exactly one of card_id, qr_code and card_number."
GOOD_NUMBER = "123456789015"

OTHER_THINGS = {
    "url": "https://example.com/menu",
    "wifi": "WIFI:S:Guest;T:WPA;P:secret;;",
    "vcard": "BEGIN:VCARD\nFN:Ana\nEND:VCARD",
    "boarding-pass": "M1MARTINS/ANA        EABC123 LUXFRALH 0393 326J001A0025 100",
    "4-kb": "x" * 4096,
    "4-kb-of-a-card": "CARD-" + "A" * 4096,
    "sql": "'; DROP TABLE loyalty_cards; --",
    "html": "<script>alert(1)</script>",
    "htmx": '<div hx-get="/store">',
    "template": "{{7*7}}",
    "format": "%s%n{0}",
    "other-prefix": "CARD-IIIIIIIIIIIIIIIIIIIIIIIIII",
}

SCANS = [
    bad("B031-code", 422, "scan_empty", "Nothing was scanned. Try again.", looking_up(qr_code="")),
    bad("B031-invisible", 422, "scan_empty", "Nothing was scanned. Try again.", looking_up(qr_code=" \u200b\n")),
    bad("B031-number", 422, "scan_empty", "Nothing was scanned. Try again.", looking_up(card_number=" - ")),
    bad("B031-none", 422, "one_card_reference", ONE_OF_THREE, looking_up()),
    bad("B031-two", 422, "one_card_reference", ONE_OF_THREE, looking_up(card_id=1, card_number=GOOD_NUMBER)),
    *(
        bad(f"B032-{name}", 422, "not_a_card", NOT_A_CARD, looking_up(qr_code=scanned))
        for name, scanned in OTHER_THINGS.items()
    ),
    bad("B032-ean-13", 422, "not_a_card", NOT_A_CARD, looking_up(card_number="4006381333931")),
    bad("B032-letters", 422, "not_a_card", NOT_A_CARD, looking_up(card_number="12345678901A")),
    bad("B032-64-kb", 422, "not_a_card", NOT_A_CARD, looking_up(card_number="1" * 60_000)),
    bad("B034", 422, "check_digit", TYPO, looking_up(card_number="123456789016")),
    bad("B034-swapped", 422, "check_digit", TYPO, looking_up(card_number="1234-5678-9105")),
    bad("B035-number", 404, "card_unknown", UNKNOWN, looking_up(card_number=GOOD_NUMBER)),
    bad("B035-code", 404, "card_unknown", UNKNOWN, looking_up(qr_code=new_qr_code(secrets.randbelow))),
    bad("B035-id", 404, "card_unknown", UNKNOWN, looking_up(card_id=2**63 - 1)),
    bad("B036-full-width", 422, "check_digit", TYPO, looking_up(card_number="１２３４５６７８９０１６")),
    bad("B036-superscript", 422, "not_a_card", NOT_A_CARD, looking_up(card_number="¹²³⁴⁵⁶⁷⁸⁹⁰¹⁵")),
    bad(
        "B041-pairing",
        422,
        "not_a_card",
        "That is a set-up code, not a card.",
        looking_up(qr_code="http://localhost/store/loyalty/pair?code=ABCD2345"),
    ),
    bad(
        "B043-short",
        422,
        "search_too_short",
        "Type at least 3 letters or digits.",
        lambda s: s.till.get("/cards?search=an"),
    ),
    bad(
        "B043-empty",
        422,
        "search_too_short",
        "Type at least 3 letters or digits.",
        lambda s: s.till.get("/cards?search="),
    ),
]


@named(SCANS)
def test_what_is_no_card_is_refused(app: Flask, case: Bad) -> None:
    case.must_be_refused(a_scene(app))


def test_b033_a_card_of_another_merchant_is_not_known(app: Flask) -> None:
    scene, other = a_scene(app), a_card(a_shop())
    names: list[dict[str, Any]] = [
        {"card_id": other.id},
        {"qr_code": other.qr_token},
        {"card_number": other.card_number},
    ]
    before = tables(app)
    answers = [scene.look_up(**name) for name in names]
    unknown = scene.look_up(card_number=new_card_number(secrets.randbelow))
    assert unknown.json is not None
    for answer in answers:
        assert answer.json is not None
        assert answer.status_code == 404
        assert {**answer.json, "request_id": ""} == {**unknown.json, "request_id": ""}
    assert tables(app) == before


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９"], ids=["arabic-indic", "full-width"])
def test_b036_foreign_digits_are_the_same_card(app: Flask, digits: str) -> None:
    scene = a_scene(app)
    foreign = "".join(digits[int(digit)] for digit in scene.card.card_number)
    answer = scene.look_up(card_number=foreign)
    assert answer.json is not None
    assert answer.json["card"]["id"] == scene.card.id


def test_b037_what_is_around_a_good_number_does_not_matter(app: Flask) -> None:
    scene = a_scene(app)
    number, code, card_id = scene.card.card_number, scene.card.qr_token, scene.card.id
    spaced = " ".join(number)
    for name in (
        {"card_number": f" {in_groups(number)}\n"},
        {"card_number": f"\u200b{spaced}\u200e"},
        {"card_number": in_groups(number).replace("-", "\u2013")},
        {"qr_code": f"\ufeff {code.lower()}\r\n"},
    ):
        answer = scene.look_up(**name)
        assert answer.json is not None
        assert answer.status_code == 200, answer.json
        assert answer.json["card"]["id"] == card_id


def test_b039_a_replaced_code_says_so(app: Flask) -> None:
    scene = a_scene(app)
    old = scene.card.qr_token
    replace_card(ReplaceCard(actor=scene.shop.actor(), card=reference(scene.card), reason="Lost"))
    for case in (
        bad("B039", 410, "card_replaced", REPLACED, looking_up(qr_code=old)),
        bad("B039", 410, "card_replaced", REPLACED, lambda s: s.till.post("/stamp", {"qr_code": old})),
    ):
        case.must_be_refused(scene)


def test_b040_a_blocked_card_says_so(app: Flask) -> None:
    scene = a_scene(app)
    block_card(BlockCard(actor=scene.shop.actor(), card=reference(scene.card), reason="Stolen"))
    case = bad("B040", 409, "card_blocked", "This card is blocked. Ask the manager.", lambda s: s.stamp())
    case.must_be_refused(scene)


def test_b040_the_card_of_an_erased_customer_is_not_known(app: Flask) -> None:
    scene = a_scene(app)
    db.session.get_one(LoyaltyCard, scene.card.id).status = "erased"
    db.session.commit()
    bad("B040", 404, "card_unknown", UNKNOWN, lambda s: s.stamp()).must_be_refused(scene)


@pytest.mark.parametrize("search", ["%%%", "___", "***", "a%a", "an_"])
def test_b043_no_sign_of_a_search_is_a_wildcard(app: Flask, search: str) -> None:
    scene: Scene = a_scene(app)
    answer = scene.till.get("/cards", query_string={"search": search})
    assert answer.json == {"items": [], "next_cursor": None, "total": 0}


def test_b043_a_part_of_a_name_finds_its_card(app: Flask) -> None:
    scene = a_scene(app)
    answer = replace(scene).till.get("/cards", query_string={"search": "MART"})
    assert answer.json is not None
    assert [card["id"] for card in answer.json["items"]] == [scene.card.id]


REPLACED = "This code was replaced. Ask for the new one in the wallet."


def test_s34_a_till_that_misses_often_waits_with_the_right_number_too(app: Flask) -> None:
    scene = a_scene(app)
    number = {"card_number": "1000-0000-0008"}
    for attempt in range(30):
        answer = (
            scene.till.post("/stamp", number) if attempt % 2 else scene.till.ask("POST", "/cards/lookup", json=number)
        )
        assert answer.status_code == 404
    answer = scene.till.ask("POST", "/cards/lookup", json={"qr_code": scene.card.qr_token})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 60
    assert scene.till.post("/stamp", {"card_id": scene.card.id}).status_code == 200
