"""A rush of guests joins, a robot does not; whoever waits is told for how long (B077, S45)."""

from __future__ import annotations

import secrets
from collections import Counter

import pytest
from flask import Flask

from loyalty_app.domain.errors import RateLimited
from loyalty_app.edge.crowds import require_room
from loyalty_app.edge.limits import Limits


@pytest.fixture(autouse=True)
def from_zero(app: Flask) -> None:
    """No test counts what another one asked."""
    app.extensions["limits"] = Limits("memory://")


def tries(
    app: Flask, number: int, *, browser: str | None = None, address: str = "192.0.2.7", store: str = "gare"
) -> list[str]:
    """What becomes of so many tries: "in", or who has to wait."""
    found = []
    for _ in range(number):
        secret = secrets.token_urlsafe(32) if browser is None else browser
        cookie = {"HTTP_COOKIE": f"browser={secret}"} if secret else {}
        with app.test_request_context(environ_base={"REMOTE_ADDR": address, **cookie}):
            found.append(_what_becomes_of(store))
    return found


def _what_becomes_of(store: str) -> str:
    try:
        require_room("join", store)
    except RateLimited as refusal:
        return "crowd" if refusal.facts.get("is_crowded") else "browser"
    return "in"


def test_b077_fifty_guests_of_one_shop_join_and_five_hundred_tries_of_a_robot_do_not(app: Flask) -> None:
    assert tries(app, 50) == ["in"] * 50
    assert Counter(tries(app, 500)) == {"in": 50, "crowd": 450}


def test_b077_a_robot_without_cookies_is_no_better_off(app: Flask) -> None:
    assert Counter(tries(app, 500, browser="")) == {"in": 100, "crowd": 400}


def test_one_browser_joins_ten_times_a_minute_and_leaves_room_for_the_others(app: Flask) -> None:
    assert Counter(tries(app, 300, browser="always-the-same")) == {"in": 10, "browser": 290}
    assert tries(app, 90) == ["in"] * 90


def test_s45_a_robot_with_many_addresses_meets_the_limit_of_the_store(app: Flask) -> None:
    seen = Counter[str]()
    for number in range(9):
        seen.update(tries(app, 100, address=f"192.0.2.{number}"))
    assert seen == {"in": 600, "crowd": 300}
    assert tries(app, 1, address="192.0.2.99", store="kirchberg") == ["in"]


def test_s45_the_addresses_of_one_machine_are_counted_together(app: Flask) -> None:
    tried = [tries(app, 1, address=f"2001:db8:1:2::{number:x}")[0] for number in range(1, 121)]
    assert Counter(tried) == {"in": 100, "crowd": 20}
