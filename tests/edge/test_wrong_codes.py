"""A rush of guests mistypes codes, a robot tries them at everybody's address: the one goes on, the other does not."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from structlog.testing import capture_logs

from loyalty_app.domain.errors import CodeWrong, RateLimited
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.wrong_codes import BRAKES, WRONG_CODES, watching_codes


@pytest.fixture(autouse=True)
def from_zero(app: Flask) -> None:
    """No test counts what another one typed."""
    app.extensions["limits"] = Limits("memory://")


def typed(
    app: Flask,
    number: int,
    *,
    right: bool = False,
    address: str = "192.0.2.7",
    store: str = "gare",
    has_link: bool = False,
) -> Counter[str]:
    """What becomes of so many codes: "in", "wrong", or "waits"."""
    found = Counter[str]()
    for _ in range(number):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            found[_what_becomes_of(store, right=right, has_link=has_link)] += 1
    return found


def _what_becomes_of(store: str, *, right: bool, has_link: bool) -> str:
    try:
        with watching_codes(store_code=store, merchant_id=7, has_link=has_link):
            _judge(right=right)
    except RateLimited as refusal:
        return "waits" if refusal.facts["is_guessing"] else "crowd"
    except CodeWrong:
        return "wrong"
    return "in"


def _judge(*, right: bool) -> None:
    if not right:
        raise CodeWrong(tries_left=4)


def test_a_rush_of_five_hundred_guests_who_mistype_a_third_of_their_codes_goes_on(app: Flask) -> None:
    for _ in range(100):
        assert typed(app, 2) == {"wrong": 2}
        assert typed(app, 4, right=True) == {"in": 4}


def test_b079_a_robot_at_one_network_waits_and_its_right_code_with_it(app: Flask) -> None:
    assert typed(app, 1000) == {"wrong": 300, "waits": 700}
    assert typed(app, 1, right=True) == {"waits": 1}
    assert typed(app, 1, right=True, address="198.51.100.1") == {"in": 1}


def test_right_codes_are_never_counted(app: Flask) -> None:
    assert typed(app, 2000, right=True) == {"in": 2000}


def test_robots_that_share_the_work_meet_the_limit_of_the_store(app: Flask) -> None:
    found = sum((typed(app, 250, address=f"192.0.{number}.1") for number in range(6)), Counter[str]())
    assert found == {"wrong": 600, "waits": 900}
    assert typed(app, 1, right=True, store="esch") == {"in": 1}


def test_robots_that_go_from_store_to_store_meet_the_limit_of_the_merchant(app: Flask) -> None:
    found = Counter[str]()
    for number in range(16):
        found += typed(app, 250, address=f"192.0.{number}.1", store=f"store-{number}")
    assert found == {"wrong": 3000, "waits": 1000}


def test_whoever_has_the_link_of_the_mail_never_waits_and_is_not_counted(app: Flask) -> None:
    typed(app, 300)
    assert typed(app, 1, right=True, has_link=True) == {"in": 1}
    assert typed(app, 400, has_link=True, address="198.51.100.1") == {"wrong": 400}
    assert typed(app, 1, right=True, address="198.51.100.1") == {"in": 1}


def test_it_is_written_down_once_and_counted(app: Flask) -> None:
    wrong, told = WRONG_CODES._value.get(), BRAKES.labels("network")._value.get()
    with capture_logs() as lines:
        typed(app, 1000)
    assert [line for line in lines if line["event"] == "many_wrong_codes"] == [
        {"event": "many_wrong_codes", "log_level": "warning", "of": "network", "store_code": "gare"}
    ]
    assert WRONG_CODES._value.get() - wrong == 300
    assert BRAKES.labels("network")._value.get() - told == 1
