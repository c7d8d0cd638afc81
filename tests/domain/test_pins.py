"""PINs: plain digits of the right number, and none that anybody would guess first (S23)."""

from __future__ import annotations

import pytest

from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.pins import derived_pin, is_trivial, require_pin_form, require_strong_pin


@pytest.mark.parametrize("pin", ["1234", "480216", "48021659", "0000"])
def test_four_to_eight_digits_are_a_pin(pin: str) -> None:
    require_pin_form(pin)


@pytest.mark.parametrize(
    "pin", ["", "123", "123456789", "12a4", "１２３４", "١٢٣٤", "12 34", "1234\n", "1" * 100, "-123"]
)
def test_anything_else_is_not(pin: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_pin_form(pin)
    assert refused.value.problems[0].code == "pin_format"


def test_a_store_may_say_how_many_digits() -> None:
    require_pin_form("480216", length=6)
    with pytest.raises(InvalidInput) as refused:
        require_pin_form("4802", length=6)
    assert refused.value.problems[0].facts["length"] == 6


@pytest.mark.parametrize(
    "pin",
    [
        *("0000", "1111", "777777", "99999999"),
        *("1234", "123456", "12345678", "4321", "654321", "2345", "890123", "0123", "9876"),
        *("1212", "121212", "123123", "12341234", "4848"),
        *("2580", "0852", "147258", "159753", "1590"),
        *("1990", "2024", "1965"),
        *("311290", "123190", "901231", "31121990", "19901231"),
    ],
)
def test_what_a_thief_tries_first_is_refused(pin: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_strong_pin(pin)
    assert refused.value.problems[0].code == "pin_weak"


@pytest.mark.parametrize("pin", ["4802", "7391", "480216", "739164", "93847261"])
def test_others_are_accepted(pin: str) -> None:
    require_strong_pin(pin)


def test_enough_is_refused_and_enough_is_left() -> None:
    trivial = sum(is_trivial(f"{number:06}") for number in range(0, 1_000_000, 7))
    assert 50 <= trivial * 7 <= 200_000


def test_a_made_pin_belongs_to_its_purpose_and_is_none_that_anybody_would_try_first() -> None:
    made = [derived_pin("secret", f"purpose {number}", length=4) for number in range(2000)]
    assert [pin for pin in made if is_trivial(pin) or len(pin) != 4] == []
    assert len(set(made)) > 1500
    assert derived_pin("secret", "purpose 1", length=4) == made[1]
    assert derived_pin("another", "purpose 1") != derived_pin("secret", "purpose 1")
    assert len(derived_pin("secret", "purpose 1")) == 6
