"""What stands where on a pass, in every language. The golden files are written anew with WRITE_GOLDEN=1."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loyalty_app.domain.colours import contrast
from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.domain.passes import PassContent, PassStore
from tests.wallets.conftest import Made
from tests.wallets.contents import BOOKSHOP, CAFE, CARD, a_content

GOLDEN = Path(__file__).parent / "golden"
_OF_THE_FRONT = ("secondaryFields", "auxiliaryFields")


def fields(made: Made, content: PassContent) -> dict[str, dict[str, Any]]:
    card = made(content).content["storeCard"]
    return {field["key"]: {**field, "place": place} for place, listed in card.items() for field in listed}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_pass_reads_as_it_was_approved(made: Made, language: str) -> None:
    taken = made(a_content(locale=language))
    said = json.dumps(taken.content, ensure_ascii=False, indent=1) + "\n"
    approved = GOLDEN / f"pass-{language}.json"
    if os.environ.get("WRITE_GOLDEN"):
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(said)
    assert said == approved.read_text()
    others = {other: taken.languages[other] for other in LANGUAGES if other != language}
    for other, words in others.items():
        theirs = made(a_content(locale=other))
        for mine, field in zip(_texts(taken.content), _texts(theirs.content), strict=True):
            assert words.get(mine, mine) == field


def _texts(content: dict[str, Any]) -> list[str]:
    listed = [field for part in content["storeCard"].values() for field in part]
    named = ("label", "value", "changeMessage")
    return [
        content["description"],
        *(field[name] for field in listed for name in named if isinstance(field.get(name), str)),
    ]


def test_a_card_with_stamps_shows_them_on_the_strip_and_in_the_header(made: Made) -> None:
    found = fields(made, CARD)
    assert (found["stamps"]["place"], found["stamps"]["value"]) == ("headerFields", "6 of 10")
    assert (found["points"]["place"], found["points"]["value"]) == ("secondaryFields", 1240)
    assert (found["reward"]["label"], found["reward"]["value"]) == ("4 stamps to go", "A free coffee")
    assert (found["next_reward"]["label"], found["next_reward"]["value"]) == ("2 rewards ready", "Cake of the day")
    assert "primaryFields" not in made(CARD).content["storeCard"]  # it would lie over the stamps


def test_a_full_row_says_the_reward_is_ready(made: Made) -> None:
    found = fields(made, a_content(stamp_count=20))
    assert found["stamps"]["value"] == "10 of 10"
    assert found["stamps"]["changeMessage"] == "%@ stamps – your reward is ready"
    assert found["reward"]["label"] == "2 rewards ready"
    assert found["ready"]["value"].splitlines()[0] == "2 × A free coffee"
    assert fields(made, a_content(stamp_count=21))["stamps"]["changeMessage"] == "%@ stamps on your card"


def test_a_card_of_points_has_its_balance_in_the_header(made: Made) -> None:
    found = fields(made, a_content(design=BOOKSHOP, rewards=()))
    assert (found["points"]["place"], found["points"]["value"]) == ("headerFields", 1240)
    assert found["points"]["numberStyle"] == "PKNumberStyleDecimal"
    assert (found["next_reward"]["place"], found["next_reward"]["label"]) == ("primaryFields", "260 points to go")
    assert "stamps" not in found
    assert found["member"]["value"] == "Ana"


def test_only_stamps_and_points_speak_up(made: Made) -> None:
    for content in (CARD, a_content(design=BOOKSHOP), a_content(design=replace(CAFE, has_points=False))):
        speaking = {key for key, field in fields(made, content).items() if "changeMessage" in field}
        assert speaking <= {"stamps", "points"}
        assert speaking


def test_a_blocked_card_is_void_and_says_where_to_ask(made: Made) -> None:
    taken = made(a_content(status="blocked"))
    assert taken.content["voided"] is True
    assert "expirationDate" not in taken.content  # it may come back
    assert fields(made, a_content(status="blocked"))["blocked"]["value"] == "Please ask at the counter"
    assert "voided" not in made(CARD).content


@pytest.mark.parametrize("status", ["merged", "erased"])
def test_a_closed_card_is_void_expired_and_shows_nobody(made: Made, status: str) -> None:
    content = a_content(status=status, first_name=None, lines=(), stores=(), rewards=(), next_reward=None)
    taken = made(content)
    assert taken.content["voided"] is True
    assert taken.content["expirationDate"] == "2026-11-26T09:30:05Z"
    assert "barcodes" not in taken.content
    assert "Ana" not in json.dumps(taken.content)
    assert set(fields(made, content)) == {"closed", "number", "contact", "terms", "privacy"}


def test_the_code_is_a_square_one_with_the_number_below(made: Made) -> None:
    (code,) = made(CARD).content["barcodes"]
    assert (code["format"], code["message"]) == ("PKBarcodeFormatQR", CARD.qr_code)
    assert code["altText"] == "4821-0937-1658"


def test_the_back_tells_what_there_is_and_nothing_else(made: Made) -> None:
    found = fields(made, CARD)
    back = [key for key, field in found.items() if field["place"] == "backFields"]
    assert back == ["ready", "next", "history", "expiry", "number", "hours", "contact", "terms", "privacy"]
    assert found["history"]["value"].splitlines() == [
        "26 Nov 2026 · +1 stamp · Gare",
        "25 Nov 2026 · +1\u202f240 points · Gare",
        "20 Nov 2026 · Cake of the day · −500 points · Gare",
        "3 Nov 2026 · Correction · −1 stamp · Kirchberg",
        "31 Dec 2025 · Card created · Gare",
    ]
    assert found["number"]["dataDetectorTypes"] == []  # no telephone number
    assert found["hours"]["value"].splitlines() == [
        "Gare: Mon–Fri 7:00–12:00, 13:00–18:30 · Sat 8:00–17:00",
        "Kirchberg: Thu–Sat 18:00–2:00",
    ]
    nothing: dict[str, Any] = dict.fromkeys(("next_reward", "points_expire_at", "terms", "contact_email"))
    bare = a_content(rewards=(), lines=(), stores=(), **nothing)
    assert [key for key, field in fields(made, bare).items() if field["place"] == "backFields"] == ["next", "number"]


def test_a_store_may_say_where_it_is_or_when_it_opens_or_both(made: Made) -> None:
    places = made(CARD).content["locations"]
    assert [place["relevantText"] for place in places] == ["Café Lux · Gare"]
    unsaid = a_content(stores=(PassStore(name="Gare", latitude=49.6, longitude=6.1333, hours=None),))
    assert "hours" not in fields(made, unsaid)
    nowhere = a_content(stores=(replace(CARD.stores[1]),))
    assert "locations" not in made(nowhere).content


def test_at_most_four_fields_stand_beside_the_code(made: Made) -> None:
    for status in ("active", "blocked"):
        for has_points in (True, False):
            content = a_content(status=status, design=replace(CAFE, has_points=has_points))
            card = made(content).content["storeCard"]
            assert 1 <= sum(len(card.get(place, [])) for place in _OF_THE_FRONT) <= 4


@pytest.mark.parametrize("colour", ["#0f4c5c", "#f2c230", "#ffffff", "#000000", "#7f7f7f", "#ff0000", "#00ff00"])
def test_s53_words_can_be_read_on_every_colour(made: Made, colour: str) -> None:
    content = made(a_content(design=replace(CAFE, card_color=colour))).content
    ground = _hex(content["backgroundColor"])
    assert ground == colour
    for name in ("foregroundColor", "labelColor"):
        assert contrast(_hex(content[name]), ground) >= 4.5


def _hex(colour: str) -> str:
    channels = colour.removeprefix("rgb(").removesuffix(")").split(", ")
    return "#" + "".join(f"{int(channel):02x}" for channel in channels)
