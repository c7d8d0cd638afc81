"""Changing a balance by hand, restoring what expired, giving a reason, searching: the small rules."""

from __future__ import annotations

import pytest

from loyalty_app.domain.adjusting import Expiry, require_adjustable, require_restorable
from loyalty_app.domain.errors import AdjustLimit, InvalidInput, RestoreExceedsExpired, WouldBeNegative
from loyalty_app.domain.languages import known_language
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.searching import folded, search_words
from tests.domain.test_stamping import card


@pytest.mark.parametrize("points", [-30, 1, 100])
def test_a_balance_is_changed_within_the_limit_and_above_zero(points: int) -> None:
    require_adjustable(card(points_balance=30), points, adjust_limit_points=100)


def test_an_adjustment_is_refused_with_its_facts() -> None:
    with pytest.raises(WouldBeNegative) as refused:
        require_adjustable(card(points_balance=30), -31, adjust_limit_points=100)
    assert refused.value.facts == {"points_balance": 30}
    for points in (101, -101):
        with pytest.raises(AdjustLimit):
            require_adjustable(card(points_balance=1000), points, adjust_limit_points=100)
    with pytest.raises(InvalidInput):
        require_adjustable(card(), 0, adjust_limit_points=100)


def test_no_more_is_restored_than_expired() -> None:
    expiry = Expiry(points_expired=100, points_restored=60)
    require_restorable(expiry, 40)
    with pytest.raises(RestoreExceedsExpired) as refused:
        require_restorable(expiry, 41)
    assert refused.value.facts == {"points_left": 40}
    with pytest.raises(InvalidInput):
        require_restorable(expiry, 0)


@pytest.mark.parametrize(
    ("typed", "read"), [(" Wrong card\n", "Wrong card"), ("x" * 500, "x" * 500), ("李", "李"), ("?", "?")]
)
def test_a_reason_is_kept_without_blanks(typed: str, read: str) -> None:
    assert read_reason(typed) == read


@pytest.mark.parametrize("typed", [None, "", "  ", "\u200b\ufeff", "\u2060 \u3000", "x" * 501])
def test_no_reason_is_none(typed: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_reason(typed)
    assert refused.value.problems[0].code == "reason_required"


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("fr", "fr"),
        ("de-LU", "de"),
        ("lu", "lb"),
        ("LB_lu", "lb"),
        ("xx", "en"),
        ("", "en"),
        (None, "en"),
        ("../../de", "en"),
    ],
)
def test_languages_fall_back(typed: str | None, spoken: str) -> None:
    assert known_language(typed, default="en") == spoken


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Zoë", ("zoe",)),
        ("  ÉLODIE   Müller ", ("elodie", "muller")),
        ("4821-0937", ("48210937",)),
        ("+352 621.123", ("+352621123",)),
        ("a b c", ("a", "b", "c")),
        ("100% real", ("100%", "real")),
        ("x" * 500, ("x" * 100,)),
    ],
)
def test_a_search_is_made_of_folded_words(typed: str, words: tuple[str, ...]) -> None:
    assert search_words(typed) == words


@pytest.mark.parametrize("typed", ["", "ab", " a ", "1-2", "%%"])
def test_a_search_has_three_characters(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        search_words(typed)
    assert refused.value.problems[0].code == "search_too_short"


def test_folding_forgets_case_and_accents_and_nothing_else() -> None:
    assert [folded(text) for text in ("ÅNGSTRÖM", "ﬁn", "İstanbul", "李", "ß")] == [
        "angstrom",
        "fin",
        "istanbul",
        "李",
        "ß",
    ]
