"""Limits count in a window that slides: what was asked just before the minute turned still counts a little."""

from __future__ import annotations

import threading

import pytest

from loyalty_app.edge.sliding_windows import SlidingWindows

MINUTE = 600_000 * 60.0  # some full minute


def waits(windows: SlidingWindows, *, at: float, name: str = "device:1", most: int = 4) -> int:
    return windows.seconds_to_wait(name, most=most, window_seconds=60, now=MINUTE + at)


def test_the_one_too_many_waits_for_the_window_to_end() -> None:
    windows = SlidingWindows()
    assert [waits(windows, at=10) for _ in range(5)] == [0, 0, 0, 0, 50]


def test_a_refused_request_does_not_make_it_longer() -> None:
    windows = SlidingWindows()
    for _ in range(50):
        waits(windows, at=10)
    assert waits(windows, at=61, most=5) == 0


def test_others_have_their_own_count() -> None:
    windows = SlidingWindows()
    for _ in range(5):
        waits(windows, at=10)
    assert waits(windows, at=10, name="device:2") == 0


def test_the_window_before_counts_as_far_as_it_reaches() -> None:
    windows = SlidingWindows()
    for _ in range(4):
        waits(windows, at=59)
    # A quarter of the new minute later two of the four still count: two places are free.
    assert [waits(windows, at=75 + 0.1) for _ in range(3)] == [0, 0, 15]
    assert waits(windows, at=91) == 0


@pytest.mark.parametrize("asked_at", [60.0, 61.0, 70.5, 89.9, 119.0])
def test_after_the_wait_it_works(asked_at: float) -> None:
    windows = SlidingWindows()
    for second in range(4):
        waits(windows, at=second)
    first = waits(windows, at=asked_at)
    if first:
        assert waits(windows, at=asked_at + first) == 0


def test_many_at_once_count_as_many() -> None:
    windows = SlidingWindows()
    refused: list[int] = []
    threads = [threading.Thread(target=lambda: refused.append(waits(windows, at=10, most=7))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(wait > 0 for wait in refused) == 13


def test_nothing_is_remembered_for_ever() -> None:
    windows = SlidingWindows()
    for number in range(100):
        waits(windows, at=10, name=f"address:{number}")
    waits(windows, at=500)
    assert len(windows._hits) == 1
