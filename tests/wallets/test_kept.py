"""What is kept stays within its bound, and goes in the order it was asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from loyalty_app.wallets.kept import Kept


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    kept: Kept[str, int] = Kept(3)
    for place, name in enumerate("abc"):
        kept.keep(name, place)
    assert kept.get("a") == 0
    kept.keep("d", 3)
    assert [kept.get(name) for name in "abcd"] == [0, None, 2, 3]


def test_weights_count_not_pieces() -> None:
    kept: Kept[str, str] = Kept(10)
    kept.keep("light", "x", 3)
    kept.keep("heavy", "y", 7)
    kept.keep("light", "z", 4)  # takes its own place, and now it is too much
    assert (kept.get("heavy"), kept.get("light")) == (None, "z")
    kept.keep("too heavy", "!", 11)
    assert kept.get("too heavy") is None


def test_threads_may_share_it() -> None:
    kept: Kept[int, int] = Kept(50)

    def use(number: int) -> bool:
        kept.keep(number % 70, number % 70)
        return kept.get(number % 70) in (None, number % 70)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(4000)))
    assert sum(kept.get(number) is not None for number in range(70)) == 50
