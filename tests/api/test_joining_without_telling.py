"""Nobody learns from an answer whether an address belongs to a member (S30, B068); how long it takes is measured by
`make bench ARGS="joining"`.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.models import LoyaltyCard
from tests.api.guests import ask_for_a_code, enter, join
from tests.factories import Shop, a_card, a_customer, a_shop
from tests.operations.phones import mails

KNOWN, UNKNOWN = "ana@example.com", "eva@example.com"


@pytest.fixture
def shop(app: Flask) -> Shop:
    """A shop with one member."""
    app.extensions["limits"] = Limits("memory://")
    shop = a_shop()
    a_card(shop, customer=a_customer(shop, first_name="Ana", email=KNOWN, email_canonical=KNOWN))
    return shop


def said(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """The whole answer but the id that every request gets."""
    headers = [(name, value) for name, value in answer.headers if name != "X-Request-Id"]
    return answer.status_code, headers, answer.data


def test_s30_b068_joining_answers_the_same_byte_for_byte(app: Flask, shop: Shop) -> None:
    known, unknown = join(app, shop, email=KNOWN), join(app, shop, email=UNKNOWN, browser_token="e" * 43)
    assert known.json == {"status": "check_your_inbox"}
    assert said(known) == said(unknown)
    assert [(mail.email, mail.kind) for mail in mails()] == [(KNOWN, "confirm_known"), (UNKNOWN, "confirm")]


def test_s30_asking_for_a_code_answers_the_same_byte_for_byte(app: Flask, shop: Shop) -> None:
    assert said(ask_for_a_code(app, shop, KNOWN)) == said(ask_for_a_code(app, shop, UNKNOWN, browser="e" * 43))


def test_s30_a_wrong_code_answers_the_same_byte_for_byte(app: Flask, shop: Shop) -> None:
    ask_for_a_code(app, shop, KNOWN)
    ask_for_a_code(app, shop, UNKNOWN, browser="e" * 43)
    wrong = next(code for code in ("111111", "222222", "333333") if code not in {mail.code for mail in mails()})
    known, unknown = enter(app, shop, code=wrong), enter(app, shop, code=wrong, browser="e" * 43)
    never_asked = enter(app, shop, code=wrong, browser="n" * 43)
    answers = [one.json or {} for one in (known, unknown, never_asked)]
    assert all(answer.pop("request_id") for answer in answers)
    assert answers[0] == answers[1]
    assert answers[2]["code"] == answers[0]["code"] == "code_wrong"


def test_s30_the_same_statements_run_for_both(app: Flask, shop: Shop) -> None:
    join(app, shop, email="warm@example.com", browser_token="w" * 43)
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    join(app, shop, email=KNOWN, browser_token="k" * 43)
    known, seen[:] = seen[:], []
    join(app, shop, email=UNKNOWN, browser_token="u" * 43)
    assert known == seen


def test_s31_whoever_types_a_members_address_gets_nothing_of_theirs(app: Flask, shop: Shop) -> None:
    join(app, shop, email=KNOWN)
    cards = db.session.query(LoyaltyCard).order_by(LoyaltyCard.id).all()
    assert len(cards) == 2
    assert cards[0].customer_id != cards[1].customer_id
