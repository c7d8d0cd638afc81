"""Amounts are read exactly as they were meant, or refused (B044-B050, B053)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_app.domain.errors import FIELD_CODES, InvalidInput
from loyalty_app.domain.money import LARGEST_CENTS, read_amount

CENTS = st.integers(min_value=1, max_value=LARGEST_CENTS)
LOCALES = st.booleans()


@pytest.mark.parametrize("decimal_comma", [True, False])
@pytest.mark.parametrize(
    ("text", "cents"),
    {
        "12,50": 1250,
        "12.50": 1250,
        "12,5": 1250,
        "12": 1200,
        "12.": 1200,
        ".5": 50,
        "0,05": 5,
        "007": 700,
        "1.250,00": 125_000,
        "1,250.00": 125_000,
        "1.234.567,89": 123_456_789,
        "1 250": 125_000,
        "1\u202f250,5": 125_050,
        "1\u00a0250.50": 125_050,
        "1’250.50": 125_050,
        "  12,50 ": 1250,
        "€12.50": 1250,
        "12,50 €": 1250,
        "12,50\u00a0€": 1250,
        "EUR 12.50": 1250,
        "12.50eur": 1250,
        "\u206812.50\u2069": 1250,
        "21474836,47": LARGEST_CENTS,
    }.items(),
)
def test_both_ways_of_writing_are_read_everywhere(text: str, cents: int, *, decimal_comma: bool) -> None:
    assert read_amount(text, decimal_comma=decimal_comma) == cents


def test_thousands_alone_are_read_only_where_the_store_writes_them_so() -> None:
    assert read_amount("1.250.000", decimal_comma=True) == 125_000_000
    assert read_amount("1,250,000", decimal_comma=False) == 125_000_000
    assert refusal("1.250.000", decimal_comma=False) == "amount_invalid"
    assert refusal("1,250,000", decimal_comma=True) == "amount_invalid"


@pytest.mark.parametrize("decimal_comma", [True, False])
@pytest.mark.parametrize(
    ("text", "code"),
    {
        "": "amount_zero",
        "   ": "amount_zero",
        "€": "amount_zero",
        "0": "amount_zero",
        "0,00": "amount_zero",
        "-5": "amount_negative",
        "−5": "amount_negative",
        "5-": "amount_negative",
        "–12,50 €": "amount_negative",
        "€ -5": "amount_negative",
        "12.505": "amount_decimals",
        "12,505": "amount_decimals",
        "0.500": "amount_decimals",
        "12.5000": "amount_decimals",
        "1,250.505": "amount_decimals",
        "1.250": "amount_ambiguous",
        "1,250": "amount_ambiguous",
        "120,000": "amount_ambiguous",
        "1e3": "amount_invalid",
        "0x10": "amount_invalid",
        "12_00": "amount_invalid",
        "½": "amount_invalid",
        "12½": "amount_invalid",
        "٣": "amount_invalid",
        "１２": "amount_invalid",
        "+5": "amount_invalid",
        "1.2.3": "amount_invalid",
        "1,2,3": "amount_invalid",
        "12.50.30": "amount_invalid",
        "1 2": "amount_invalid",
        ".": "amount_invalid",
        "twelve": "amount_invalid",
        "{{7*7}}": "amount_invalid",
        "12; DROP TABLE": "amount_invalid",
        "$12.50": "currency",
        "12.50 USD": "currency",
        "12,50 CHF": "currency",
        "21474836.48": "number_out_of_range",
        "92233720368547758.08": "number_out_of_range",
        "9" * 5000: "number_out_of_range",
    }.items(),
)
def test_what_is_not_an_amount_is_refused_with_its_code(text: str, code: str, *, decimal_comma: bool) -> None:
    assert refusal(text, decimal_comma=decimal_comma) == code


def test_an_ambiguous_amount_names_both_readings() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_amount("1.250", decimal_comma=True, field="purchase_amount_cents")
    problem = refused.value.problems[0]
    assert problem.field == "purchase_amount_cents"
    assert problem.facts == {"low_cents": 125, "high_cents": 125_000, "currency": "EUR"}


def test_a_shop_of_another_currency_takes_its_own_sign_only() -> None:
    assert read_amount("12.50 Fr", decimal_comma=False, currency="CHF") == 1250
    with pytest.raises(InvalidInput) as refused:
        read_amount("12.50 €", decimal_comma=False, currency="CHF")
    assert refused.value.facts["currency"] == "CHF"


@given(cents=CENTS, decimal_comma=LOCALES, sign=st.sampled_from(".,"))
def test_any_amount_written_with_two_decimals_comes_back(cents: int, decimal_comma: bool, sign: str) -> None:
    assert read_amount(f"{cents // 100}{sign}{cents % 100:02}", decimal_comma=decimal_comma) == cents


@given(cents=CENTS, decimal_comma=LOCALES, comma=st.booleans())
def test_any_amount_written_with_thousands_and_decimals_comes_back(
    cents: int, decimal_comma: bool, comma: bool
) -> None:
    english = f"{cents // 100:,}.{cents % 100:02}"
    text = english.translate(str.maketrans(".,", ",.")) if comma else english
    assert read_amount(text, decimal_comma=decimal_comma) == cents


@given(text=st.text(alphabet="0123456789.,  -€e½٣’", max_size=12) | st.text(max_size=30), decimal_comma=LOCALES)
def test_anything_typed_is_an_amount_in_range_or_a_known_refusal(text: str, decimal_comma: bool) -> None:
    cents, code = reading(text, decimal_comma=decimal_comma)
    assert (0 < cents <= LARGEST_CENTS and code == "") or code in FIELD_CODES


@given(text=st.text(alphabet="0123456789., €’\u202f", max_size=14), decimal_comma=LOCALES)
def test_the_digits_of_an_amount_are_the_digits_that_were_typed(text: str, decimal_comma: bool) -> None:
    cents, _ = reading(text, decimal_comma=decimal_comma)
    typed = "".join(character for character in text if character.isdigit()).lstrip("0")
    assert cents == 0 or typed.rstrip("0") == str(cents).rstrip("0")


def reading(text: str, *, decimal_comma: bool) -> tuple[int, str]:
    try:
        return read_amount(text, decimal_comma=decimal_comma), ""
    except InvalidInput as refused:
        return 0, refused.problems[0].code


def refusal(text: str, *, decimal_comma: bool) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_amount(text, decimal_comma=decimal_comma)
    return refused.value.problems[0].code
