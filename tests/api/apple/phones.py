"""A phone's requests, one by one and as it would never send them: for tests of single answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.wallets.configure import apple_wallet
from tests.factories import a_pass
from tests.operations.passes import standing

SERVICE = "/api/v1/loyalty/apple/v1"
PUSH_TOKEN = "ab" * 32


@dataclass(frozen=True, kw_only=True)
class Held:
    """A pass as it is in a phone: what its pass.json says."""

    app: Flask
    pass_id: int
    pass_type: str
    serial: str
    token: str

    def ask(self, method: str, path: str, *, token: str | None = None, **values: Any) -> TestResponse:
        db.session.rollback()
        headers = dict(values.pop("headers", {}))
        if token != "":
            headers["Authorization"] = f"ApplePass {token or self.token}"
        return self.app.test_client().open(f"{SERVICE}{path}", method=method, headers=headers, **values)

    def registration(self, device: str = "phone-1", serial: str | None = None, pass_type: str | None = None) -> str:
        return f"/devices/{device}/registrations/{pass_type or self.pass_type}/{serial or self.serial}"

    def register(self, device: str = "phone-1", push_token: str = PUSH_TOKEN) -> TestResponse:
        return self.ask("POST", self.registration(device), json={"pushToken": push_token})

    def unregister(self, device: str = "phone-1") -> TestResponse:
        return self.ask("DELETE", self.registration(device))

    def changed(self, since: str | None = None, device: str = "phone-1") -> TestResponse:
        query = {} if since is None else {"passesUpdatedSince": since}
        path = f"/devices/{device}/registrations/{self.pass_type}"
        return self.ask("GET", path, token="", query_string=query)

    def fetch(self, since: str | None = None, **values: Any) -> TestResponse:
        headers = {} if since is None else {"If-Modified-Since": since}
        return self.ask("GET", f"/passes/{self.pass_type}/{self.serial}", headers=headers, **values)


def held(app: Flask, card: LoyaltyCard) -> Held:
    """The card's pass, made if need be."""
    wallet = apple_wallet()
    assert wallet is not None
    pass_type = wallet.credentials.pass_type_id
    found = standing(a_pass(card, pass_type=pass_type).id)
    token = pass_tokens.read(found.auth_token)
    return Held(app=app, pass_id=found.id, pass_type=pass_type, serial=found.serial, token=token)
