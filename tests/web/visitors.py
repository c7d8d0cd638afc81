"""Browsers of the tests: each keeps its cookies, and every request comes from outside the test's own context."""

from __future__ import annotations

import contextvars
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.domain.actors import ProvenStaff
from loyalty_app.domain.tokens import token_hash
from tests.factories import Shop, a_device, a_session, a_user


@dataclass(kw_only=True)
class Visitor:
    """Somebody with a browser."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post(self, path: str, *, seen_at: str, **form: Any) -> TestResponse:
        """Send a form as the page at `seen_at` would: with the token that page carries."""
        return self.ask("POST", path, data={"csrf_token": token_on(self.get(seen_at).text)} | form)

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        db.session.rollback()  # the test's own view of the data must not be older than what the request writes
        answer: TestResponse = contextvars.Context().run(self.client.open, path, method=method, **options)
        return answer


def signed_in(app: Flask, shop: Shop, **values: Any) -> Visitor:
    """A user of the merchant with an open session: the owner unless said otherwise."""
    user = a_user(shop, **values)
    token = secrets.token_urlsafe(32)
    a_session(token_hash=token_hash(token), user_id=user.id)
    visitor = Visitor(app=app)
    visitor.client.set_cookie("session", token)
    return visitor


def token_on(page: str) -> str:
    """The form token a page carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


def at_the_terminal(app: Flask, shop: Shop, staff: ProvenStaff) -> Visitor:
    """A paired tablet of the shop that `staff` unlocked."""
    visitor, key, shift = Visitor(app=app), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    device = a_device(shop, token_hash=token_hash(key))
    a_session(kind="terminal", token_hash=token_hash(shift), staff_pin_id=staff.id, terminal_device_id=device.id)
    visitor.client.set_cookie("terminal", key)
    visitor.client.set_cookie("shift", shift)
    return visitor
