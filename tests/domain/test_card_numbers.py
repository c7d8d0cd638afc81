"""Card numbers and codes: made so that typos show, read however they were grouped, told from everything else."""

from __future__ import annotations

import random

import pytest

from loyalty_app.domain.card_numbers import (
    CardReference,
    in_groups,
    luhn_digit,
    new_card_number,
    new_qr_code,
    read_card_number,
    read_qr_code,
    read_scan,
)
from loyalty_app.domain.errors import InvalidInput

NUMBER = "482109371658"
CODE = "CARD-0123456789ABCDEFGHJKMNPQRS"
GOOD_NUMBERS = [
    NUMBER,
    "4821-0937-1658",
    "4821 0937 1658",
    " 4821-0937-1658\r\n",
    "4821\u00a00937\u20031658",
    "4821\u20100937\u20131658",
    "4821\u22120937\uff0d1658",
    "\ufeff4821\u200b09371658\u2060",
    "４８２１０９３７１６５８",
    "٤٨٢١٠٩٣٧١٦٥٨",
    "४८२१०९३७१६५८",
]


def code_of(refused: pytest.ExceptionInfo[InvalidInput]) -> str:
    return refused.value.problems[0].code


def a_random(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.mark.parametrize(("digits", "check"), [("7992739871", "3"), ("48210937165", "8"), ("0", "0"), ("18", "2")])
def test_the_check_digit_is_the_published_one(digits: str, check: str) -> None:
    assert luhn_digit(digits) == check


def test_every_single_wrong_digit_shows() -> None:
    for place in range(len(NUMBER)):
        for digit in set("0123456789") - {NUMBER[place]}:
            typo = NUMBER[:place] + digit + NUMBER[place + 1 :]
            with pytest.raises(InvalidInput) as refused:
                read_card_number(typo)
            assert code_of(refused) == "check_digit"


def test_new_numbers_are_whole_and_right() -> None:
    chance = a_random(1)
    numbers = {new_card_number(chance.randrange) for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(number) == 12 and read_card_number(number) == number for number in numbers)
    for extreme in (lambda _limit: 0, lambda limit: limit - 1):
        assert read_card_number(new_card_number(extreme))


def test_new_codes_have_130_bits_and_read_as_themselves() -> None:
    chance = a_random(2)
    codes = {new_qr_code(chance.randrange) for _ in range(100)}
    assert len(codes) == 100
    assert all(read_qr_code(code) == code and len(code) == len("CARD-") + 26 for code in codes)


def test_numbers_are_shown_in_groups_of_four() -> None:
    assert in_groups(NUMBER) == "4821-0937-1658"


@pytest.mark.parametrize("typed", GOOD_NUMBERS)
def test_a_good_number_is_read_however_it_is_written(typed: str) -> None:
    assert read_card_number(typed) == NUMBER
    assert read_scan(typed) == CardReference(card_number=NUMBER)


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\r\n", "---"])
def test_nothing_is_an_empty_scan(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_card_number(typed)
    assert code_of(refused) == "scan_empty"


@pytest.mark.parametrize("typed", ["48210937165", "4821093716500", "4821x9371658", "½" * 12, "٤٨", "1e10", "IV"])
def test_what_is_no_number_is_not_a_card(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_card_number(typed)
    assert code_of(refused) == "not_a_card"


@pytest.mark.parametrize("scanned", [CODE, CODE.lower(), f" {CODE}\n", CODE[:9] + "\u200b" + CODE[9:]])
def test_a_good_code_is_read_with_what_scanners_add(scanned: str) -> None:
    assert read_scan(scanned) == CardReference(qr_code=CODE)


@pytest.mark.parametrize(
    "scanned",
    [
        "https://example.com/menu",
        "WIFI:T:WPA;S:Cafe;P:secret;;",
        "BEGIN:VCARD\nFN:Ana\nEND:VCARD",
        "4006381333931",
        "M1MARTINS/ANA       EABC123 LUXFRALG 1234 100Y001A0001",
        "'; DROP TABLE loyalty_cards; --",
        '<img src=x onerror=alert(1)> hx-get="/"',
        "{{7*7}}",
        "%s%n%x",
        CODE + "X",
        CODE[:-1],
        CODE.replace("0", "O"),
        CODE + " " * 300,
        "x" * 4096,
        "1" * 4096,
    ],
)
def test_everything_else_people_scan_is_not_a_card(scanned: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_scan(scanned)
    assert code_of(refused) == "not_a_card"
    assert not refused.value.facts.get("is_set_up_code")


@pytest.mark.parametrize(
    "scanned", ["PAIR-ABCD1234", "STAFF-0001-XYZ", "https://shop.example/store/loyalty/pair?code=X"]
)
def test_a_set_up_code_is_told_from_a_card(scanned: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_scan(scanned)
    assert (code_of(refused), refused.value.facts["is_set_up_code"]) == ("not_a_card", True)


def test_a_card_is_named_in_exactly_one_way() -> None:
    for ways in ({}, {"card_id": 1, "qr_code": CODE}, {"card_id": 1, "qr_code": CODE, "card_number": NUMBER}):
        with pytest.raises(InvalidInput) as refused:
            CardReference(**ways)  # type: ignore[arg-type]
        assert code_of(refused) == "one_card_reference"
