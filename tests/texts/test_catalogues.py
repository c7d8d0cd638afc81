"""The catalogues are whole, and written as people of each language write (U85, U86)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from tests.architecture.tree import REPOSITORY
from tools.catalogues import LANGUAGES, PLACEHOLDER, _path, _problems, _read

# Luxembourgish drops the n of these words before every consonant but n, d, t, z and h ("Eifeler Regel").
DROPPED_N = re.compile(r"\b(?:d|e|ke|de|Är|dës|vu|wa|schon)e?n (?!JSON)(?=[bcfgjklmpqrsvwxy])", re.IGNORECASE)
FAMILIAR = {"fr": r"\b(?:tu|ton|ta|tes|toi)\b", "de": r"\b(?:du|dein\w*|dich|dir)\b", "lb": r"\b(?:du|däi|dech)\b"}
FRENCH_SPACES = re.compile(r"(?<![\u202f\u00a0])[?!;»]|(?<!\u00a0)[:](?!\d|//| application)|«(?!\u00a0)")
SHORT, LONGER, ALWAYS_FITS = 12, 2.6, 12


def sentences(language: str) -> Iterator[tuple[Message, str, str]]:
    """Every message with its English and its translated form, plural forms one by one."""
    for message in _read(_path(language), language):
        if message.id:
            english = (message.id,) if isinstance(message.id, str) else message.id
            translated = (message.string,) if isinstance(message.string, str) else message.string
            assert translated
            yield from ((message, one, other) for one, other in zip(english, translated, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_translation(language: str) -> None:
    assert list(_problems(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same_in_every_language(language: str) -> None:
    assert [
        (english, other) for _, english, other in sentences(language) if placeholders(english) != placeholders(other)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_begins_and_ends_as_the_english_does(language: str) -> None:
    assert [(english, other) for _, english, other in sentences(language) if edges(english) != edges(other)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_quotation_marks_and_apostrophes_are_those_of_print(language: str) -> None:
    wrong = {"fr": "'\"“”„", "de": "'\"«»‘", "lb": "'\"«»‘"}[language]
    assert [other for _, english, other in sentences(language) if set(wrong) & set(other) - set(english) & {"'"}] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_addressed_politely(language: str) -> None:
    assert [other for _, _, other in sentences(language) if re.search(FAMILIAR[language], other, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_labels_stay_short(language: str) -> None:
    """Buttons are laid out for labels up to 2.6 times as long."""
    assert [
        (english, other)
        for _, english, other in sentences(language)
        if len(english) <= SHORT and len(other) > max(ALWAYS_FITS, LONGER * len(english))
    ] == []


def test_french_signs_stand_apart_by_a_space_that_does_not_break() -> None:
    assert [other for _, _, other in sentences("fr") if FRENCH_SPACES.search(other)] == []


def test_luxembourgish_drops_the_n_where_it_is_not_spoken() -> None:
    assert [other for _, _, other in sentences("lb") if DROPPED_N.search(other)] == []


def test_the_words_of_the_house_are_written_down() -> None:
    words = (REPOSITORY / "docs" / "words.md").read_text()
    for row in ("| card |", "| stamp |", "| points |", "| reward |", "| to redeem |"):
        assert row in words


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def edges(text: str) -> tuple[bool, bool, bool]:
    """Whether a sentence is an ending one, and keeps the space that joins it to the next."""
    return text.startswith(" "), text.endswith(" "), text.rstrip().endswith((".", "?", "!", ":"))
