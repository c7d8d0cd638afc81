"""Nobody learns from a page whether an address belongs to a member (S30, B068)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_customer, a_shop
from tests.web.storefront.phones import a_phone

KNOWN, UNKNOWN = "ana@example.com", "eva@example.com"
# What is different for every visitor: secrets, keys, the signed moment, the new card's own numbers and its drawing.
NONCES = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<=name="request_id" value=")[^"]+|(?<=name="shown_at" value=")[^"]+'
    r'|<svg[^>]*class="segno".*?</svg>|\b\d{4} \d{4} \d{4}\b|(?<=content=")\d{13}(?=")|W/"[0-9a-f]+"'
    r'|(?<=data-tag=")[^"]+'
)


@pytest.fixture
def shop(app: Flask) -> Shop:
    """A shop with one member, in the first seconds of a minute: pages tell the time."""
    clock.offset -= timedelta(seconds=clock.now().second)
    shop = a_shop(welcome_bonus_points=50)
    a_card(shop, customer=a_customer(shop, first_name="Ana", email=KNOWN, email_canonical=KNOWN))
    return shop


def said(answer: TestResponse) -> tuple[int, list[str], str]:
    """The whole answer but for what every visitor has of their own."""
    own = {"X-Request-Id", "Set-Cookie", "ETag", "Content-Length"}
    cookies = [re.sub(r"=[^;]+|Expires=[^;]+", "", cookie) for cookie in answer.headers.getlist("Set-Cookie")]
    headers = [f"{name}: {value}" for name, value in answer.headers if name not in own]
    return answer.status_code, headers + cookies, NONCES.sub("•", answer.text.replace(KNOWN, "•").replace(UNKNOWN, "•"))


@pytest.mark.parametrize("page", ["welcome", "dashboard", "history", "privacy", "signin/code"])
def test_s30_b068_joining_shows_the_same_to_everybody(app: Flask, shop: Shop, page: str) -> None:
    known, unknown = a_phone(app, shop), a_phone(app, shop)
    assert said(known.join(email=KNOWN)) == said(unknown.join(email=UNKNOWN))
    assert said(known.page(page)) == said(unknown.page(page))


def test_s30_asking_for_a_code_shows_the_same_to_everybody(app: Flask, shop: Shop) -> None:
    known, unknown = a_phone(app, shop), a_phone(app, shop)
    answers = [
        phone.send("signin", seen_at="signin", email=email) for phone, email in ((known, KNOWN), (unknown, UNKNOWN))
    ]
    assert said(answers[0]) == said(answers[1])
    assert said(known.page("signin/code")) == said(unknown.page("signin/code"))


def test_s31_nothing_of_the_members_card_is_shown(app: Flask, shop: Shop) -> None:
    number = db.session.query(LoyaltyCard.card_number).scalar()
    phone = a_phone(app, shop)
    phone.join(email=KNOWN, first_name="Eve")
    for page in ("welcome", "dashboard", "history", "privacy"):
        shown = phone.page(page).text.replace(" ", "").replace("-", "")
        assert number not in shown
        assert "Martins" not in shown
