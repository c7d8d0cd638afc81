"""A till of the tests: a token, a member of staff, and calls as a cash register makes them."""

from __future__ import annotations

import contextvars
import itertools
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from loyalty_app.api.calls import call_of
from loyalty_app.api.openapi import documented_codes
from loyalty_app.api.problems import PROBLEM_JSON
from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import ApiToken, Session, Store
from loyalty_app.unit_of_work import clock
from tests.factories import Shop

STORE = "/api/v1/store/loyalty"
_keys = itertools.count(1)


@dataclass(kw_only=True)
class Till:
    """A cash register with its token; `staff_session` is sent with every change."""

    app: Flask
    token: str | None
    staff_session: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, *, documented: bool = True, **options: Any) -> TestResponse:
        """One request as it comes from outside: nothing of the test's own context goes along."""
        db.session.rollback()  # the test's own view of the data must not be older than what the request writes
        headers = {**self.headers, **options.pop("headers", {})}
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        path = path if path.startswith("/api/") else STORE + path
        client = self.app.test_client()
        answer: TestResponse = contextvars.Context().run(client.open, path, method=method, headers=headers, **options)
        if documented:
            require_documented(self.app, method, answer)
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post(
        self, path: str, body: dict[str, Any] | None = None, *, key: str | None = None, **options: Any
    ) -> TestResponse:
        """A change: with a fresh key unless one is named, and the cashier's session unless the body names somebody."""
        headers = {"Idempotency-Key": a_key() if key is None else key, **options.pop("headers", {})}
        proof = {"staff_session": self.staff_session} if self.staff_session else {}
        if body is not None and {"staff_id", "staff_session", "staff_pin"} & set(body):
            proof = {}
        return self.ask("POST", path, json={**proof, **(body or {})}, headers=headers, **options)


def require_documented(app: Flask, method: str, answer: TestResponse) -> None:
    """Every answer that a test sees is one that the OpenAPI document names."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(answer.request.path).path, method)
    except HTTPException:
        assert answer.status_code in (404, 405)
        return
    call = call_of(app.view_functions[endpoint])
    if answer.status_code < 400:
        assert answer.status_code == (204 if call.answer is None else call.status)
        return
    assert answer.content_type == PROBLEM_JSON
    assert answer.json is not None
    assert answer.json["code"] in documented_codes(app, endpoint).get(answer.status_code, ()), answer.json


def a_key() -> str:
    """A key nobody used."""
    return f"key-{next(_keys):020d}"


def a_till(app: Flask, shop: Shop, *, staff_id: int | None = None, **values: Any) -> Till:
    """A till of the shop's store; the cashier has proven who they are."""
    secret = a_token(shop, **values)
    session = a_staff_session(staff_id if staff_id is not None else shop.cashier.id)
    return Till(app=app, token=secret, staff_session=session)


def a_token(shop: Shop, **values: Any) -> str:
    """A token of the shop's store, for a cashier's rights unless said otherwise."""
    secret = secrets.token_urlsafe(32)
    standing: dict[str, Any] = {
        "scope": "store",
        "role": "cashier",
        "merchant_id": shop.merchant_id,
        "store_id": shop.store_id,
        "label": "Till",
    }
    db.session.add(ApiToken(**standing | {"token_hash": token_hash(secret)} | values))
    db.session.commit()
    return secret


def a_customer_session(customer_id: int, card_id: int | None = None, **values: Any) -> str:
    """The token of a customer who is signed in."""
    token = secrets.token_urlsafe(32)
    lasting = {"last_seen_at": clock.now(), "expires_at": clock.now() + timedelta(days=90)}
    session = {"kind": "customer", "customer_id": customer_id, "card_id": card_id, "token_hash": token_hash(token)}
    db.session.add(Session(**session | lasting | values))
    db.session.commit()
    return token


def a_staff_session(staff_id: int) -> str:
    """What the verify call gives out after the right PIN."""
    secret = secrets.token_urlsafe(32)
    lasts = {"expires_at": clock.now() + timedelta(hours=12), "last_seen_at": clock.now()}
    db.session.add(Session(kind="staff", token_hash=token_hash(secret), staff_pin_id=staff_id, **lasts))
    db.session.commit()
    return secret


def store_code(shop: Shop) -> str:
    """The code of the shop's store."""
    store = db.session.get(Store, shop.store_id)
    assert store is not None
    return store.code
