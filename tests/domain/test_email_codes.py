"""Codes as people type them."""

from __future__ import annotations

import pytest

from loyalty_app.domain.email_codes import typed_code


@pytest.mark.parametrize(
    "typed", ["012345", " 012345 ", "012 345", "012-345", "012–345", "012\u202f345", "０１２３４５", "٠١٢٣٤٥"]
)
def test_spaces_hyphens_and_foreign_digits_are_no_mistake(typed: str) -> None:
    assert typed_code(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "²34567", "1" * 41, "1234567" + " " * 40])
def test_everything_else_is_no_code(typed: str) -> None:
    assert typed_code(typed) == ""
