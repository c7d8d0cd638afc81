"""SQLite has one writer at a time: this process takes turns instead of trying again and again."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from loyalty_app import db as database
from loyalty_app.db import db, turn_to_write
from loyalty_app.domain.errors import Busy
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from tests.factories import a_card, a_shop, reference


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


def test_who_waits_too_long_for_a_turn_is_told_busy(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_WAIT_SECONDS", 0.01)
    shop = a_shop()
    card = reference(a_card(shop))
    with turn_to_write(db.engine), pytest.raises(Busy):
        add_stamp(AddStamp(actor=shop.actor(), card=card))
    assert add_stamp(AddStamp(actor=shop.actor(), card=card)).card.stamp_count == 1
