"""Phones of the tests: somebody with a browser in front of a shop's poster."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.models import EmailCode, Store
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.unit_of_work import clock
from tests.factories import Shop
from tests.web.visitors import Visitor

ANA: dict[str, Any] = {"first_name": "Ana", "email": "ana@example.com", "terms_accepted": "1"}


@dataclass(kw_only=True)
class Phone(Visitor):
    """A phone at one store's pages."""

    code: str

    def page(self, name: str, **options: Any) -> TestResponse:
        """GET one of the store's pages."""
        return self.get(self.path(name), **options)

    def path(self, name: str) -> str:
        return f"/loyalty/{self.code}/{name}"

    def send(self, path: str, *, seen_at: str, after: timedelta = timedelta(seconds=5), **form: Any) -> TestResponse:
        """Send a form as its page would, after as long as a person needs."""
        page = self.page(seen_at).text
        hidden = hidden_fields(page)
        kept = {name: hidden[name] for name in ("csrf_token", "request_id", "shown_at") if name in hidden}
        clock.offset += after
        return self.ask("POST", self.path(path), data=kept | form)

    def join(self, **typed: Any) -> TestResponse:
        """Fill in the form behind the poster; ANA unless said otherwise."""
        return self.send("enroll", seen_at="enroll", **(ANA | typed))

    def type_code(self, **form: Any) -> TestResponse:
        """Type the six digits of the newest mail."""
        return self.send("signin/code", seen_at="signin/code", **({"code": newest_code()} | form))


def a_phone(app: Flask, shop: Shop, **options: Any) -> Phone:
    """A phone that knows nothing yet."""
    return Phone(app=app, code=store_code(shop), **options)


def a_member(app: Flask, shop: Shop, **typed: Any) -> Phone:
    """A phone whose owner joined and confirmed the address."""
    phone = a_phone(app, shop)
    assert phone.join(**typed).status_code == 303
    assert phone.type_code().status_code == 303
    return phone


def store_code(shop: Shop) -> str:
    return db.session.get_one(Store, shop.store_id).code


def newest_code() -> str:
    """The digits that the newest mail says."""
    db.session.rollback()
    row = db.session.execute(select(EmailCode.id, EmailCode.nonce).order_by(EmailCode.id.desc()).limit(1)).one()
    return mail_codes.code(row.id, row.nonce)


def newest_link() -> str:
    """The end of the newest mail's link."""
    db.session.rollback()
    row = db.session.execute(select(EmailCode.id, EmailCode.nonce).order_by(EmailCode.id.desc()).limit(1)).one()
    return mail_codes.link_token(row.id, row.nonce)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's first form that has one of that name."""
    found: dict[str, str] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        found.setdefault(name, unescape(value))
    return found


def words(answer: TestResponse) -> str:
    """What a person reads."""
    without = re.sub(r"<(script|style|head)\b.*?</\1>", "", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def code_of(answer: TestResponse) -> str | None:
    """The code of the refusal that the page shows."""
    found = re.search(r'data-code="(\w+)"', answer.text)
    return found[1] if found else None
