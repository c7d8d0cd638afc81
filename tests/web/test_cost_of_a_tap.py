"""What a tap costs: one bcrypt to unlock, none afterwards, and a known number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import bcrypt
from flask import Flask

from tests.counting import statements
from tests.factories import a_card, a_reward, a_shop
from tests.web.tablets import PIN, a_key, a_tablet, an_open_tablet, somebody_with_a_pin


@contextmanager
def bcrypts() -> Iterator[list[str]]:
    """Which bcrypt functions were called in the block."""
    called: list[str] = []

    def counted(name: str) -> object:
        real = getattr(bcrypt, name)

        def call(*arguments: bytes) -> object:
            called.append(name)
            return real(*arguments)

        return call

    with patch.object(bcrypt, "hashpw", counted("hashpw")), patch.object(bcrypt, "checkpw", counted("checkpw")):
        yield called


def test_unlocking_costs_one_bcrypt(app: Flask) -> None:
    shop = a_shop()
    staff_id = somebody_with_a_pin(shop)
    tablet = a_tablet(app, shop)
    tablet.get("/store/loyalty/terminal")
    with bcrypts() as called:
        answer = tablet.post("/store/loyalty/terminal/unlock", {"staff_id": staff_id, "pin": PIN})
    assert (answer.status_code, answer.location) == (303, "/store/loyalty/terminal")
    assert called == ["checkpw"]


def test_a_stamp_on_an_unlocked_tablet_costs_no_bcrypt_and_eight_statements(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    a_reward(shop)
    card, tablet = a_card(shop), an_open_tablet(app, shop)
    path = f"/store/loyalty/cards/{card.id}/stamps"
    tablet.post(path, {"request_id": a_key()}, htmx=True)
    with bcrypts() as called, statements() as sent:
        answer = tablet.post(path, {"request_id": a_key()}, htmx=True)
    assert answer.status_code == 200
    assert called == []
    assert len(sent) <= 8, sent
