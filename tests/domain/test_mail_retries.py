"""A mail that does not leave is tried again, sooner at first, and not for ever."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from loyalty_app.domain.mail_retries import pause_after


def test_the_pauses_grow_and_end() -> None:
    pauses = [pause for attempts in range(1, 9) if (pause := pause_after(attempts))]
    assert len(pauses) == 8
    assert all(one < other for one, other in pairwise(pauses))
    assert sum(pauses, timedelta()) > timedelta(days=1)
    assert pause_after(9) is None
    assert pause_after(100) is None


def test_a_code_is_tried_often_enough_while_it_is_good() -> None:
    tries, waited = 1, timedelta()
    while (pause := pause_after(tries)) and waited + pause < timedelta(minutes=10):
        tries, waited = tries + 1, waited + pause
    assert tries >= 4
