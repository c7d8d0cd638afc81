"""People read their own language, whatever their browser sends (B084)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_app.texts.locales import NAMES, SUPPORTED, choose_locale, supported_locale


@pytest.mark.parametrize(
    ("header", "expected"),
    {
        "lb-LU,fr;q=0.9": "lb",
        "lb": "lb",
        "lu": "lb",
        "lu-LU, de;q=0.5": "lb",
        "LB-lu": "lb",
        "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5": "fr",
        "pt-PT,de;q=0.4,fr;q=0.9": "fr",
        "de;q=0.1,en;q=0": "de",
        "de-AT": "de",
        "en-US": "en",
        "en;q=0.2, de": "de",
        "zh-Hant-TW": "fr",
        "*": "fr",
        "": "fr",
        "xx": "fr",
        "../../de": "fr",
        "de;q=2": "fr",
        "de;q=nonsense": "fr",
        "d" * 100: "fr",
        "lb," * 100_000: "lb",
        "١": "fr",
    }.items(),
)
def test_the_browser_is_believed(header: str, expected: str) -> None:
    assert choose_locale(header, None, "fr") == expected


def test_what_a_person_chose_comes_first() -> None:
    assert choose_locale("de", "lb", "fr") == "lb"
    assert choose_locale("de", "lu", "fr") == "lb"
    assert choose_locale("de", "en_GB", "fr") == "en"
    assert choose_locale("de", "../../lb", "fr") == "de"
    assert choose_locale(None, None, "lu") == "lb"
    assert choose_locale(None, None, "klingon") == "en"


@given(st.text(max_size=60), st.none() | st.text(max_size=20), st.text(max_size=5))
def test_there_is_always_a_language(header: str, chosen: str | None, fallback: str) -> None:
    assert choose_locale(header, chosen, fallback) in SUPPORTED


def test_every_language_has_its_own_name() -> None:
    assert set(NAMES) == set(SUPPORTED)
    assert supported_locale("pt") is None
