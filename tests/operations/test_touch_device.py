"""A tablet in use stays paired and changes its key now and then; two with the same key are found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import AuditEvent, TerminalDevice
from loyalty_app.operations.touch_device import DeviceTouched, TouchDevice, touch_device
from loyalty_app.queries.callers import find_terminal
from loyalty_app.unit_of_work import clock
from tests.factories import a_device, a_shop

KEY = "k" * 43


@dataclass
class Tablet:
    """A browser that keeps what it gets, unless the answer is lost."""

    device: TerminalDevice
    key: str = KEY
    mark: str | None = None

    def ask(self, *, answer_is_lost: bool = False) -> DeviceTouched:
        touched = touch_device(TouchDevice(device_id=self.device.id, device_token=self.key, mark=self.mark))
        if not answer_is_lost:
            self.key, self.mark = touched.device_token or self.key, touched.mark or self.mark
        return touched

    def copy(self) -> Tablet:
        return Tablet(device=self.device, key=self.key, mark=self.mark)

    def is_flagged(self) -> bool:
        db.session.refresh(self.device)
        return self.device.copied_at is not None


@pytest.fixture
def later() -> Callable[[timedelta], None]:
    def move(by: timedelta) -> None:
        clock.offset += by

    return move


def a_tablet() -> Tablet:
    return Tablet(device=a_device(a_shop(), token_hash=token_hash(KEY)))


def opens(key: str) -> bool:
    return find_terminal(db.session.connection(), token_hash(key), None, clock.now()) is not None


def alerts() -> list[tuple[str, str | None]]:
    rows = db.session.execute(select(AuditEvent.what, AuditEvent.subject).where(AuditEvent.what == "device_copied"))
    return [(row.what, row.subject) for row in rows]


def test_use_keeps_the_pairing_alive(app: Flask) -> None:
    tablet, start = a_tablet(), clock.now()
    with clock.moved_to(start + timedelta(days=29)):
        tablet.ask()
    with clock.moved_to(start + timedelta(days=58)):
        assert opens(KEY)
    with clock.moved_to(start + timedelta(days=60)):
        assert not opens(KEY)


def test_a_revoked_tablet_is_not_revived(app: Flask) -> None:
    device = a_device(a_shop(), revoked_at=clock.now())
    assert Tablet(device=device).ask() == DeviceTouched()
    db.session.refresh(device)
    assert device.last_seen_at is None


def test_s21_the_key_is_rolled_after_thirty_days(app: Flask, later: Callable[[timedelta], None]) -> None:
    tablet = a_tablet()
    later(timedelta(days=29))
    assert tablet.ask().device_token is None
    later(timedelta(days=2))
    assert tablet.ask().device_token is not None
    assert tablet.key != KEY
    assert (opens(KEY), opens(tablet.key)) == (True, True)
    later(timedelta(seconds=20))
    assert tablet.ask().device_token is None
    assert (opens(KEY), opens(tablet.key)) == (False, True)
    later(timedelta(days=29))
    assert tablet.ask().device_token is None


def test_s21_the_old_key_works_until_the_new_one_was_seen(app: Flask, later: Callable[[timedelta], None]) -> None:
    tablet = a_tablet()
    later(timedelta(days=31))
    lost = []
    for _ in range(3):
        lost.append(tablet.ask(answer_is_lost=True).device_token or "")
        assert opens(KEY)
        later(timedelta(seconds=20))
    tablet.ask()
    later(timedelta(seconds=20))
    tablet.ask()
    assert [opens(key) for key in (KEY, *lost, tablet.key)] == [False, False, False, False, True]


def test_s22_of_two_tablets_with_one_key_both_are_flagged(app: Flask, later: Callable[[timedelta], None]) -> None:
    tablet = a_tablet()
    for _ in range(3):
        tablet.ask()
        later(timedelta(minutes=2))
    assert not tablet.is_flagged()
    thief = tablet.copy()
    for _ in range(2):
        tablet.ask()
        later(timedelta(minutes=2))
        thief.ask()
        later(timedelta(minutes=2))
    assert tablet.is_flagged()
    assert alerts() == [("device_copied", f"terminal_device:{tablet.device.id}")]


def test_s22_a_copied_key_alone_is_seen_at_once(app: Flask, later: Callable[[timedelta], None]) -> None:
    tablet = a_tablet()
    for _ in range(2):
        tablet.ask()
        later(timedelta(minutes=2))
    Tablet(device=tablet.device).ask()
    assert tablet.is_flagged()


@pytest.mark.parametrize("lost", [(0,), (1,), (0, 1, 2), (2, 4)])
def test_s22_lost_answers_are_no_sign_of_a_second_tablet(
    app: Flask, later: Callable[[timedelta], None], lost: tuple[int, ...]
) -> None:
    tablet = a_tablet()
    for number in range(6):
        tablet.ask(answer_is_lost=number in lost)
        later(timedelta(minutes=2))
    assert not tablet.is_flagged()
    assert alerts() == []


def test_a_mark_stays_for_a_minute(app: Flask, later: Callable[[timedelta], None]) -> None:
    tablet = a_tablet()
    assert tablet.ask().mark is not None
    later(timedelta(seconds=30))
    assert tablet.ask().mark is None
    later(timedelta(seconds=31))
    assert tablet.ask().mark is not None
