"""Guests of a shop as its own website or app brings them: joining, and signing in by the code of a mail."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.api.samples import BROWSER
from tests.api.tills import Till, store_code
from tests.factories import Shop
from tests.operations.phones import last_mail

STOREFRONT = "/api/v1/storefront/loyalty"
ANA: dict[str, Any] = {"email": "ana@example.com", "first_name": "Ana", "terms_accepted": True}


def a_guest(app: Flask, session: str | None = None) -> Till:
    """Somebody who is nobody yet, or whose `session` is known."""
    return Till(app=app, token=session)


def join(app: Flask, shop: Shop, *, key: str = "", **fields: Any) -> TestResponse:
    """Ana joins, but for what `fields` says."""
    body = {"store_code": store_code(shop), "browser_token": BROWSER, **ANA, **fields}
    headers = {"Idempotency-Key": key} if key else {}
    return a_guest(app).ask("POST", f"{STOREFRONT}/enroll", json=body, headers=headers)


def ask_for_a_code(app: Flask, shop: Shop, email: str = "ana@example.com", browser: str = BROWSER) -> TestResponse:
    body = {"store_code": store_code(shop), "email": email, "browser_token": browser}
    return a_guest(app).ask("POST", f"{STOREFRONT}/signin", json=body)


def enter(app: Flask, shop: Shop, code: str | None = None, browser: str = BROWSER) -> TestResponse:
    """Type the code of the last mail, unless another one is given."""
    body = {"store_code": store_code(shop), "code": code or last_mail().code, "browser_token": browser}
    return a_guest(app).ask("POST", f"{STOREFRONT}/signin/code", json=body)
