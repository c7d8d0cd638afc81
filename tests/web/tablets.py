"""A browser of the tests: keeps its cookies, sends the page's token, asks for pages or for fragments."""

from __future__ import annotations

import contextvars
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import TerminalDevice
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_colleague, a_device, a_session

PIN = "493817"
COUNTER = "/store/loyalty/terminal"
HTMX = {"HX-Request": "true"}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass(kw_only=True)
class Browser:
    """One browser; `htmx=True` asks as a link or form of an open page does."""

    app: Flask
    client: FlaskClient = field(init=False)
    token: str | None = None
    page: str = COUNTER

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def ask(self, method: str, path: str, *, htmx: bool = False, **options: Any) -> TestResponse:
        """One request as it comes from outside: nothing of the test's own context goes along."""
        db.session.rollback()
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        if htmx:
            headers = {**HTMX, "HX-Current-URL": f"http://localhost{self.page}", **headers}
        else:
            headers.setdefault("Referer", f"http://localhost{self.page}")
        answer: TestResponse = contextvars.Context().run(
            self.client.open, path, method=method, headers=headers, **options
        )
        if found := _TOKEN.search(answer.text if answer.mimetype == "text/html" else ""):
            self.token = found[1]
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.ask("GET", path, **options)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            self.page = path
        return answer

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """A form of ours: with the token of the last page unless the data names another."""
        if self.token is None:
            self.get("/")
        return self.ask("POST", path, data={"csrf_token": self.token, **(data or {})}, **options)


def a_tablet(app: Flask, shop: Shop, **values: Any) -> Browser:
    """A paired tablet of the shop, locked."""
    key = secrets.token_urlsafe(32)
    a_device(shop, token_hash=token_hash(key), **values)
    tablet = Browser(app=app)
    tablet.client.set_cookie("terminal", key)
    return tablet


def an_open_tablet(app: Flask, shop: Shop, *, staff_id: int | None = None) -> Browser:
    """A paired tablet that somebody unlocked: the shop's cashier unless said otherwise."""
    tablet = a_tablet(app, shop)
    key = tablet.client.get_cookie("terminal")
    assert key is not None
    device = db.session.query(TerminalDevice).filter_by(token_hash=token_hash(key.value)).one()
    secret = secrets.token_urlsafe(32)
    a_session(
        kind="terminal",
        token_hash=token_hash(secret),
        staff_pin_id=staff_id or shop.cashier.id,
        terminal_device_id=device.id,
        last_seen_at=clock.now(),
    )
    tablet.client.set_cookie("shift", secret)
    return tablet


def somebody_with_a_pin(shop: Shop, **values: Any) -> int:
    """A colleague whose PIN is PIN; returns their id."""
    return a_colleague(shop, pin=PIN, **values).id


def a_key() -> str:
    """What a page's script puts into a form."""
    return secrets.token_hex(16)


def words(answer: TestResponse) -> str:
    """What a person reads of an answer, on one line."""
    return " ".join(unescape(_TAG.sub(" ", answer.text)).split())


def code(answer: TestResponse) -> str | None:
    """The data-code of a refusal."""
    found = re.search(r'data-code="([^"]+)"', answer.text)
    return found[1] if found else None


def screen(answer: TestResponse) -> str | None:
    """Which fragment of the counter it is."""
    found = re.search(r'data-screen="([^"]+)"', answer.text)
    return found[1] if found else None
