"""Numbers, money and times are written as the reader writes them (U88)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from loyalty_app.texts.amounts import decimals, money, money_writing, number
from loyalty_app.texts.moments import at_moment, brief_moment, day, full_day, moment, until_moment, wait
from loyalty_app.unit_of_work import clock
from tests.texts.conftest import Reading
from tests.texts.samples import LAST_WEEK, LATER, NOW, TIMEZONE


@pytest.fixture(autouse=True)
def at_the_counter() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


@pytest.mark.parametrize(
    ("language", "amount", "typed"),
    [
        ("en", "€1\u202f250.50", "1\u202f250.50"),
        ("fr", "1\u202f250,50\u00a0€", "1\u202f250,50"),
        ("de", "1\u202f250,50\u00a0€", "1\u202f250,50"),
        ("lb", "1\u202f250,50\u00a0€", "1\u202f250,50"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(language: str, amount: str, typed: str, reading: Reading) -> None:
    with reading(language):
        assert money(125_050, "EUR") == amount
        assert decimals(125_050) == typed
        assert number(1240) == "1\u202f240"
        assert money(40, "EUR") in {"€0.40", "0,40\u00a0€"}


def test_the_keypad_knows_how_money_is_written(reading: Reading) -> None:
    with reading("en"):
        english = money_writing("EUR")
    with reading("lb"):
        luxembourgish = money_writing("EUR")
    assert (english.symbol, english.symbol_first, english.decimal) == ("€", True, ".")
    assert (luxembourgish.symbol, luxembourgish.symbol_first, luxembourgish.decimal) == ("€", False, ",")


@pytest.mark.parametrize(
    ("language", "today", "another_day"),
    [
        ("en", "at 14:32", "on 27 April at 10:42"),
        ("fr", "à 14:32", "le 27 avril à 10:42"),
        ("de", "um 14:32 Uhr", "am 27. April um 10:42 Uhr"),
        ("lb", "um 14:32 Auer", "um 27. Abrëll, 10:42 Auer"),
    ],
)
def test_another_day_is_named(language: str, today: str, another_day: str, reading: Reading) -> None:
    with reading(language):
        assert at_moment(LATER, TIMEZONE) == today
        assert at_moment(LAST_WEEK, TIMEZONE) == another_day
        assert moment(LATER, TIMEZONE) == "14:32"
        assert "14:32" in until_moment(LATER, TIMEZONE)
        assert "27" in until_moment(LAST_WEEK, TIMEZONE)


@pytest.mark.parametrize(
    ("language", "first", "last_year", "heading"),
    [
        ("en", "1 December", "3 May 2025", "Monday, 4 May"),
        ("fr", "1er décembre", "3 mai 2025", "lundi 4 mai"),
        ("de", "1. Dezember", "3. Mai 2025", "Montag, 4. Mai"),
        ("lb", "1. Dezember", "3. Mee 2025", "Méindeg, 4. Mee"),
    ],
)
def test_days_are_written_as_the_reader_writes_them(
    language: str, first: str, last_year: str, heading: str, reading: Reading
) -> None:
    with reading(language):
        assert day(date(2026, 12, 1)) == first
        assert day(date(2025, 5, 3)) == last_year
        assert full_day(date(2026, 5, 4)) == heading


def test_a_narrow_column_gets_the_time_of_today_and_the_day_of_before(reading: Reading) -> None:
    for locale, before in (("en", "27 Apr"), ("fr", "27 avr."), ("de", "27. Apr."), ("lb", "27. Abr.")):
        with reading(locale):
            assert brief_moment(LATER, TIMEZONE) == "14:32"
            assert brief_moment(LAST_WEEK, TIMEZONE) == before


def test_the_day_of_a_moment_is_that_of_the_store(reading: Reading) -> None:
    midnight = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
    with reading("en"):
        assert day(midnight, "Europe/Luxembourg") == "4 May"
        assert day(midnight, "UTC") == "3 May"
        assert moment(midnight, "Europe/Luxembourg") == "00:30"


@pytest.mark.parametrize(
    ("seconds", "words"),
    {1: "1 second", 30: "30 seconds", 60: "1 minute", 61: "2 minutes", 5940: "99 minutes", 7200: "2 hours"}.items(),
)
def test_a_wait_is_never_named_too_short(seconds: int, words: str, reading: Reading) -> None:
    with reading("en"):
        assert wait(seconds) == words
