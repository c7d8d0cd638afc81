"""The catalogue check tells a good translation from a missing, doubtful or misquoted one."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from tools.catalogues import _faults, _text

ONE_AND_MANY = ("%(num)d stamp", "%(num)d stamps")


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Scan", "", "untranslated"),
        (ONE_AND_MANY, ("%(num)d Stempel", ""), "untranslated"),
        ("Hello %(name)s", "Hallo %(nom)s", "unknown named placeholder 'nom'"),
        ("Hello %(name)s", "Hallo", "placeholders [] instead of ['%(name)s']"),
        ("Hello {name}", "Hallo {nom}", "placeholders ['{nom}'] instead of ['{name}']"),
        (ONE_AND_MANY, ("ein Stempel", "%(count)d Stempel"), "placeholders ['%(count)d'] instead of ['%(num)d']"),
    ],
)
def test_a_bad_translation_is_named(
    source: str | tuple[str, str], translation: str | tuple[str, str], fault: str
) -> None:
    catalogue = Catalog(locale="de")
    assert fault in list(_faults(catalogue.add(source, translation), catalogue))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Scan", "Scannen"),
        ("Hello %(name)s", "%(name)s, hallo"),
        (ONE_AND_MANY, ("%(num)d Stempel", "%(num)d Stempel")),
        (ONE_AND_MANY, ("ein Stempel", "%(num)d Stempel")),
    ],
)
def test_a_good_translation_passes(source: str | tuple[str, str], translation: str | tuple[str, str]) -> None:
    catalogue = Catalog(locale="de")
    assert list(_faults(catalogue.add(source, translation), catalogue)) == []


def test_a_doubtful_translation_is_named() -> None:
    catalogue = Catalog(locale="de")
    assert list(_faults(catalogue.add("Scan", "Scannen", flags={"fuzzy"}), catalogue)) == ["fuzzy"]


def test_a_catalogue_carries_neither_dates_nor_line_numbers() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Scan", "Scannen", locations=[("templates/a.html", 12)])
    text = _text(catalogue)
    assert "#: templates/a.html\n" in text
    assert "Date" not in text
