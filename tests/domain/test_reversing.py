"""Taking a line back: how much, with what shortfall, and by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.errors import AlreadyVoided, InvalidInput, VoidExceedsOriginal, VoidNotAllowed
from loyalty_app.domain.reversing import Hindrance, Original, hindrance_to_undo, reversal_of
from loyalty_app.domain.transactions import REVERSED_BY, TransactionType
from tests.domain.test_stamping import NOON, card

SOPHIE = ProvenStaff(id=7, name="Sophie", role=Role.CASHIER)


def original(kind: TransactionType = TransactionType.POINTS_EARNED, **values: Any) -> Original:
    standing: dict[str, Any] = {
        "type": kind,
        "stamps_delta": 0,
        "points_delta": 0,
        "store_id": 1,
        "staff_pin_id": 7,
        "user_id": None,
        "api_token_id": None,
        "terminal_device_id": None,
        "recorded_at": NOON,
        "points_taken_back": 0,
        "voided_at": None,
    }
    return Original(**standing | values)


def actor(**values: Any) -> Actor:
    standing: dict[str, Any] = {"merchant_id": 1, "store_id": 1, "staff": SOPHIE}
    return Actor(**standing | values)


@given(earned=st.integers(1, 10**9), before=st.integers(0, 10**9), balance=st.integers(0, 10**9), data=st.data())
def test_what_is_taken_and_what_is_missing_are_what_was_asked(
    earned: int, before: int, balance: int, data: st.DataObject
) -> None:
    before = min(before, earned - 1)
    line = original(points_delta=earned, points_taken_back=before)
    part = data.draw(st.none() | st.integers(1, earned - before))
    reversal = reversal_of(line, card(points_balance=balance), points=part)
    assert -reversal.points_delta + reversal.shortfall == (part or earned - before)
    assert 0 <= -reversal.points_delta <= balance
    assert reversal.in_full == (before + (part or earned - before) == earned)
    assert bool(reversal.shortfall) == (balance < (part or earned - before))
    assert line.is_spent(stamp_count=0, points_balance=balance) == (balance < earned - before)


def test_more_than_is_left_and_less_than_one_are_refused() -> None:
    line = original(points_delta=100, points_taken_back=60)
    with pytest.raises(VoidExceedsOriginal) as refused:
        reversal_of(line, card(points_balance=500), points=41)
    assert refused.value.facts == {"points_left": 40}
    for part in (0, -1):
        with pytest.raises(InvalidInput):
            reversal_of(line, card(points_balance=500), points=part)


@pytest.mark.parametrize(("stamps", "taken", "shortfall"), [(0, 0, 1), (1, 1, 0), (9, 1, 0)])
def test_a_stamp_is_taken_if_it_is_there(stamps: int, taken: int, shortfall: int) -> None:
    reversal = reversal_of(original(TransactionType.STAMP_EARNED, stamps_delta=1), card(stamp_count=stamps))
    assert (-reversal.stamps_delta, reversal.shortfall, reversal.in_full) == (taken, shortfall, True)


def test_redemptions_give_back_what_they_took() -> None:
    stamps = reversal_of(original(TransactionType.STAMP_REDEEMED, stamps_delta=-10), card())
    points = reversal_of(original(TransactionType.POINTS_REDEEMED, points_delta=-500), card())
    assert (stamps.type, stamps.stamps_delta, stamps.points_delta) == (TransactionType.STAMP_VOIDED, 10, 0)
    assert (points.type, points.stamps_delta, points.points_delta) == (TransactionType.POINTS_VOIDED, 0, 500)


@pytest.mark.parametrize("kind", sorted(set(TransactionType) - set(REVERSED_BY)))
def test_other_kinds_are_corrected_by_an_adjustment(kind: TransactionType) -> None:
    with pytest.raises(VoidNotAllowed):
        reversal_of(original(kind, points_delta=5), card(points_balance=5))
    assert hindrance_to_undo(original(kind), actor(), now=NOON, window_minutes=5) is Hindrance.KIND


@pytest.mark.parametrize("kind", sorted(set(REVERSED_BY) - {TransactionType.POINTS_EARNED}))
def test_only_earned_points_come_back_in_part(kind: TransactionType) -> None:
    with pytest.raises(VoidNotAllowed):
        reversal_of(original(kind, points_delta=-5), card(), points=1)


def test_a_line_is_taken_back_once() -> None:
    with pytest.raises(AlreadyVoided) as refused:
        reversal_of(original(points_delta=5, voided_at=NOON), card(points_balance=5))
    assert refused.value.facts == {"voided_at": NOON}


@pytest.mark.parametrize(
    ("line", "who", "minutes", "hindrance"),
    [
        ({}, {}, 0, None),
        ({}, {}, 5, None),
        ({}, {}, 5.1, Hindrance.TOO_LATE),
        ({"store_id": 2}, {}, 0, Hindrance.OTHER_STORE),
        ({"store_id": None}, {"store_id": None}, 0, Hindrance.OTHER_STORE),
        ({"staff_pin_id": 8}, {}, 0, Hindrance.OTHER_PERSON),
        ({"staff_pin_id": None}, {}, 0, Hindrance.OTHER_PERSON),
        ({}, {"staff": None}, 0, Hindrance.OTHER_PERSON),
        ({"staff_pin_id": None, "user_id": 3}, {"staff": None, "user_id": 3}, 0, None),
        ({"staff_pin_id": None, "user_id": 3}, {"staff": None, "user_id": 4}, 0, Hindrance.OTHER_PERSON),
        ({"staff_pin_id": None, "terminal_device_id": 5}, {"staff": None, "terminal_device_id": 5}, 0, None),
        ({"staff_pin_id": None, "terminal_device_id": 5}, {"staff": None}, 0, Hindrance.OTHER_PERSON),
        ({"staff_pin_id": None, "api_token_id": 5}, {"staff": None, "api_token_id": 5}, 0, None),
        ({"staff_pin_id": None}, {"staff": None}, 0, Hindrance.OTHER_PERSON),
        ({"terminal_device_id": 5}, {"terminal_device_id": 6}, 0, None),
    ],
)
def test_only_the_same_person_at_the_same_store_in_time_undoes(
    line: dict[str, Any], who: dict[str, Any], minutes: float, hindrance: Hindrance | None
) -> None:
    now = NOON + timedelta(minutes=minutes)
    assert hindrance_to_undo(original(**line), actor(**who), now=now, window_minutes=5) is hindrance
