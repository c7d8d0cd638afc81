"""Mails are taken by one at a time, in the order they became due, and come back when whoever took them is gone."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import Notification
from loyalty_app.operations import claim_mails as claiming
from loyalty_app.operations.claim_mails import LEASE, ClaimMails, claim_mails
from loyalty_app.unit_of_work import clock
from tests.factories import a_mail_due, a_shop


def claim() -> tuple[int, ...]:
    return claim_mails(ClaimMails()).ids


def test_what_is_due_is_taken_once_the_oldest_first(app: Flask) -> None:
    shop, now = a_shop(), clock.now()
    newer = a_mail_due(shop, next_attempt_at=now - timedelta(seconds=5))
    older = a_mail_due(shop, next_attempt_at=now - timedelta(minutes=5))
    assert claim() == (older, newer)
    assert claim() == ()
    assert db.session.get_one(Notification, older, populate_existing=True).attempts == 1


def test_what_is_not_due_stays(app: Flask) -> None:
    shop, now = a_shop(), clock.now()
    a_mail_due(shop, next_attempt_at=now + timedelta(minutes=1))
    for state in ("sent", "failed", "withheld"):
        a_mail_due(shop, state=state, email=None)
    assert claim() == ()


def test_who_died_with_mails_in_hand_is_inherited(app: Flask) -> None:
    mail_id = a_mail_due(a_shop())
    assert claim() == (mail_id,)
    with clock.moved_to(clock.now() + LEASE - timedelta(seconds=10)):
        assert claim() == ()
    with clock.moved_to(clock.now() + LEASE + timedelta(seconds=10)):
        assert claim() == (mail_id,)


def test_a_batch_leaves_the_rest_for_the_next(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "BATCH", 2)
    shop = a_shop()
    for _ in range(3):
        a_mail_due(shop)
    assert [len(claim()) for _ in range(3)] == [2, 1, 0]


@pytest.mark.race
def test_of_eight_at_once_nobody_takes_what_another_has(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "BATCH", 2)
    shop = a_shop()
    mails = {a_mail_due(shop) for _ in range(16)}
    start, taken = threading.Barrier(8), list[int]()

    def take() -> None:
        with app.app_context():
            start.wait(30)
            taken.extend(claim())
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken))
    taken += [mail_id for _ in range(8) for mail_id in claim()]
    assert sorted(taken) == sorted(mails)
