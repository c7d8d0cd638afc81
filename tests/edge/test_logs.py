"""What is written down: one line per request, and nothing that somebody typed or proved themselves with (S58)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from loyalty_app.db import db
from loyalty_app.edge.logs import write_lines
from tests.factories import a_colleague, a_shop
from tests.web.visitors import Visitor, signed_in, token_on

PIN, PASSWORD = "493817", "correct horse battery"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What goes to the error output, as JSON unless a test chooses text."""
    write_lines("json")
    yield _catch()
    write_lines("text")


def _catch() -> StringIO:
    caught = StringIO()
    [handler] = logging.getLogger("loyalty_app").handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(caught)
    return caught


def _entries(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_leaves_one_line_with_its_id(app: Flask, written: StringIO) -> None:
    answer = signed_in(app, a_shop()).get("/merchant/loyalty/devices?note=private")
    [entry] = _entries(written)
    assert entry["request_id"] == answer.headers["X-Request-Id"]
    assert (entry["method"], entry["endpoint"], entry["status"]) == ("GET", "merchant.devices", 200)
    assert re.fullmatch(r"user:\d+", str(entry["caller"]))
    assert "private" not in written.getvalue()


def test_a_refusal_leaves_its_code(app: Flask, written: StringIO) -> None:
    Visitor(app=app).get("/store/loyalty/terminal")
    [entry] = _entries(written)
    assert entry["code"] == "unauthenticated"


def test_no_secret_is_written(app: Flask, written: StringIO) -> None:
    shop = a_shop()
    a_colleague(shop, pin=PIN)
    visitor = Visitor(app=app)
    visitor.post("/auth/login", seen_at="/auth/login", email="ana@example.com", password=PASSWORD)
    visitor.post("/store/loyalty/pair", seen_at="/store/loyalty/pair?code=K7Q2M4XA", code="K7Q2M4XA")
    visitor.client.set_cookie("terminal", "a-device-key")
    page_token = token_on(visitor.get("/auth/login").text)
    visitor.ask(
        "POST",
        "/store/loyalty/terminal/unlock",
        data={"csrf_token": page_token, "pin": PIN},
        headers={"Authorization": "Bearer a-token"},
    )
    for secret in (PIN, PASSWORD, "ana@example.com", "K7Q2M4XA", "a-device-key", "a-token", page_token):
        assert secret not in written.getvalue()
    assert len(_entries(written)) == 6


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_traceback_shows_no_values_of_variables(written: StringIO, form: str) -> None:
    write_lines(form)
    caught = _catch()

    def check(pin: str) -> None:
        raise RuntimeError("the hash is broken" + "!" * (pin == PIN))

    try:
        check(PIN)
    except RuntimeError as problem:
        structlog.get_logger("loyalty_app.web.problems").error("unexpected", exc_info=problem)
    assert "the hash is broken" in caught.getvalue()
    assert "in check" in caught.getvalue()
    assert PIN not in caught.getvalue()
    assert written.getvalue() == ""


@pytest.mark.parametrize("form", ["json", "text"])
def test_what_is_noted_cannot_forge_a_line(written: StringIO, form: str) -> None:
    write_lines(form)
    caught = _catch()
    structlog.get_logger("loyalty_app.web").warning("csp", where="one\r\n2026-01-01 request forged")
    problem = ValueError("one\n2026-01-01 request forged")
    structlog.get_logger("loyalty_app.web").error("unexpected", exc_info=problem)
    assert "request forged" in caught.getvalue()
    assert not any(line.startswith("2026-01-01") for line in caught.getvalue().splitlines())
    assert written.getvalue() == ""


@pytest.mark.usefixtures("app")
def test_an_error_of_the_database_names_no_values() -> None:
    with pytest.raises(StatementError) as caught:
        db.session.execute(text("SELECT no_such_column FROM merchants WHERE name = :name"), {"name": "Ana Martins"})
    db.session.rollback()
    assert "Ana Martins" not in str(caught.value)
