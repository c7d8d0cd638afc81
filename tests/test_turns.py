"""SQLite has one writer at a time: this process takes turns instead of trying again and again."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from flask import Flask

from loyalty_app import db as database
from loyalty_app.db import db, turn_to_write
from loyalty_app.domain.errors import Busy, InProgress
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.unit_of_work import Command, Outcome, Work, operation
from tests.factories import a_card, a_shop, reference

KEY = "0123456789abcdef"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLong(Command):
    is_first: bool = False


@pytest.mark.race
def test_sixteen_at_once_are_all_served(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100)
    cards = [reference(a_card(shop)) for _ in range(16)]
    served: list[int] = []

    def serve(number: int) -> None:
        with app.app_context():
            outcomes = [add_stamp(AddStamp(actor=shop.actor(), card=cards[number])) for _ in range(5)]
            served.append(outcomes[-1].card.stamp_count)
            db.session.remove()

    threads = [threading.Thread(target=serve, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served == [5] * 16


def test_b025_a_repeat_that_comes_too_early_is_told_that_the_first_is_being_worked_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, may_end = threading.Event(), threading.Event()

    @operation
    def take_long(_work: Work, command: TakeLong) -> Outcome:
        if command.is_first:
            entered.set()
            may_end.wait(30)
        return Outcome()

    def first() -> None:
        with app.app_context():
            take_long(TakeLong(request_id=KEY, is_first=True))

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(30)
    monkeypatch.setattr(database, "LOCK_WAIT_SECONDS", 0.01)
    try:
        with pytest.raises(InProgress) as refused:
            take_long(TakeLong(request_id=KEY))
        assert refused.value.facts == {"retry_after_seconds": 1}
        for other in (TakeLong(), TakeLong(request_id=KEY[::-1])):
            with pytest.raises(Busy):
                take_long(other)
    finally:
        may_end.set()
        thread.join()
    assert take_long(TakeLong(request_id=KEY)) == Outcome()


def test_who_waits_too_long_for_a_turn_is_told_busy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_WAIT_SECONDS", 0.01)
    shop = a_shop()
    card = reference(a_card(shop))
    with turn_to_write(db.engine), pytest.raises(Busy):
        add_stamp(AddStamp(actor=shop.actor(), card=card))
    assert add_stamp(AddStamp(actor=shop.actor(), card=card)).card.stamp_count == 1
