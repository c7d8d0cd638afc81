"""What phones report: taken whatever it is, limited, masked and counted (B126, S58)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.models import AppleLogEntry
from tests.api.apple.phones import SERVICE


def report(app: Flask, body: Any) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return app.test_client().post(f"{SERVICE}/log", data=data, content_type="application/json")


def kept() -> list[tuple[str, str, int]]:
    db.session.rollback()
    rows = db.session.execute(select(AppleLogEntry.kind, AppleLogEntry.message, AppleLogEntry.count)).all()
    return sorted((row[0], row[1], row[2]) for row in rows)


def test_reports_are_counted_without_what_tells_phones_apart(app: Flask) -> None:
    lines = [
        f"[2026-11-26 01:0{number}:00 +0100] Unregister task (for device {number:032x}, pass type p, serial number "
        f"{'q' * 32}{number}) encountered error: Unexpected response code 204"
        for number in range(3)
    ]
    assert report(app, {"logs": lines}).status_code == 200
    ((kind, message, count),) = kept()
    assert (kind, count) == ("status_unexpected", 3)
    assert "q" * 32 not in message


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", {}, {"logs": None}, {"logs": "text"}, {"logs": [1, None, {}]}, b"[" * 20_000, b"\xff"],
)
def test_what_cannot_be_read_is_taken_and_not_kept(app: Flask, body: Any) -> None:
    answer = report(app, body)
    assert (answer.status_code, answer.data) == (200, b"")
    assert kept() == []


def test_b126_html_escapes_and_newlines_are_kept_as_text_on_one_line(app: Flask) -> None:
    assert report(app, {"logs": ["<b>\x1b[31m one\r\ntwo\x00"]}).status_code == 200
    ((_, message, _),) = kept()
    assert message == "<b>\\x1b[31m one\\r\\ntwo\\x00"


def test_b126_five_megabytes_are_413(app: Flask) -> None:
    assert report(app, {"logs": ["x" * 5_000_000]}).status_code == 413
    assert kept() == []


def test_at_most_fifty_lines_of_a_report_count(app: Flask) -> None:
    report(app, {"logs": ["again"] * 60})
    assert [count for _, _, count in kept()] == [50]
