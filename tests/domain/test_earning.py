"""Points of a purchase: whole ones, in integers, within the merchant's limits."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_app.domain.earning import MAX_AMOUNT_CENTS, points_for, read_order_reference, require_points_possible
from loyalty_app.domain.errors import (
    AmountTooHigh,
    BelowMinimum,
    InvalidInput,
    NoPoints,
    OrderReferenceRequired,
    Refusal,
)
from tests.domain.test_stamping import rules


@given(cents=st.integers(1, MAX_AMOUNT_CENTS), rate=st.integers(1, 1000))
def test_points_are_the_exact_product_rounded_down(cents: int, rate: int) -> None:
    points = points_for(cents, rules(points_per_euro=rate))
    assert points <= Fraction(cents, 100) * rate < points + 1


@given(parts=st.lists(st.integers(1, 100_000), min_size=1, max_size=5), rate=st.integers(1, 1000))
def test_splitting_a_purchase_never_earns_more(parts: list[int], rate: int) -> None:
    split = sum(points_for(part, rules(points_per_euro=rate)) for part in parts)
    assert split <= points_for(sum(parts), rules(points_per_euro=rate))


@pytest.mark.parametrize(
    ("cents", "code"),
    [
        (0, "amount_zero"),
        (-1, "amount_negative"),
        (MAX_AMOUNT_CENTS + 1, "number_out_of_range"),
        (2**63, "number_out_of_range"),
        (10_001, "amount_too_high"),
        (499, "below_minimum"),
    ],
)
def test_amounts_outside_the_limits_are_refused(cents: int, code: str) -> None:
    limits = rules(minimum_purchase_cents=500, maximum_purchase_cents=10_000)
    with pytest.raises(Refusal) as refused:
        require_points_possible(cents, limits, is_manager=False)
    problems = refused.value.problems if isinstance(refused.value, InvalidInput) else ()
    assert (problems[0].code if problems else refused.value.code) == code


@pytest.mark.parametrize("cents", [500, 10_000])
def test_the_limits_themselves_are_within(cents: int) -> None:
    limits = rules(minimum_purchase_cents=500, maximum_purchase_cents=10_000)
    assert require_points_possible(cents, limits, is_manager=False) == cents // 10


def test_the_facts_are_what_the_sentence_needs() -> None:
    limits = rules(minimum_purchase_cents=500, maximum_purchase_cents=10_000)
    with pytest.raises(AmountTooHigh) as high:
        require_points_possible(10_001, limits, is_manager=False)
    assert high.value.facts == {"maximum_purchase_cents": 10_000, "currency": "EUR"}
    assert require_points_possible(10_001, limits, is_manager=True) == 1000
    with pytest.raises(BelowMinimum) as low:
        require_points_possible(499, limits, is_manager=True)
    assert low.value.facts == {"minimum_purchase_cents": 500, "currency": "EUR"}
    with pytest.raises(NoPoints) as none:
        require_points_possible(9, rules(), is_manager=True)
    assert none.value.facts == {"purchase_amount_cents": 9, "currency": "EUR"}


@pytest.mark.parametrize(
    ("typed", "read"), [(None, None), ("", None), (" \t", None), (" 4711 ", "4711"), ("x" * 100,) * 2]
)
def test_a_receipt_number_is_read_without_blanks(typed: str | None, read: str | None) -> None:
    assert read_order_reference(typed, is_mandatory=False) == read


def test_a_receipt_number_is_wanted_or_too_long() -> None:
    for missing in (None, " "):
        with pytest.raises(OrderReferenceRequired):
            read_order_reference(missing, is_mandatory=True)
    with pytest.raises(InvalidInput) as refused:
        read_order_reference("x" * 101, is_mandatory=False)
    assert refused.value.problems[0].facts == {"maximum": 100}
