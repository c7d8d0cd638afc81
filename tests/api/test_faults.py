"""When something breaks: the server dies, somebody else holds the database, or the fault is ours."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from loyalty_app.db import LOCK_WAIT_SECONDS, db
from loyalty_app.models import ApiToken
from loyalty_app.operations.touch_api_token import TouchApiToken, touch_api_token
from tests.api.digest import tables
from tests.api.tills import STORE, a_key, a_till
from tests.conftest import on_databases
from tests.databases import Kind
from tests.factories import a_card, a_shop

app = on_databases(*Kind)


def test_what_was_done_by_a_server_that_died_is_answered_to_who_asks_again(app: Flask) -> None:
    shop = a_shop()
    card_id, till, key = a_card(shop).id, a_till(app, shop), a_key()
    body = f'{{"card_id": {card_id}, "staff_session": "{till.staff_session}"}}'
    with _dying_server(app) as port:
        headers = {
            "Authorization": f"Bearer {till.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", f"{STORE}/stamp", body, headers)
        with pytest.raises((ConnectionError, RemoteDisconnected)):
            connection.getresponse()
    again = till.post("/stamp", {"card_id": card_id}, key=key)
    assert again.json is not None
    assert again.status_code == 200
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.json["card"]["stamp_count"], again.json["card"]["version"]) == (1, 1)


def test_a_database_that_somebody_else_holds_is_busy_and_the_retry_works(app: Flask) -> None:
    shop = a_shop()
    card_id, till, key = a_card(shop).id, a_till(app, shop), a_key()
    before = tables(app)
    with _held_by_somebody_else(app, card_id):
        answer = till.post("/stamp", {"card_id": card_id}, key=key)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert answer.json["detail"] == "The system is busy; nothing was saved. Try again in 1 second."
    assert answer.headers["Retry-After"] == "1"
    assert tables(app) == before
    assert till.post("/stamp", {"card_id": card_id}, key=key).status_code == 200


def test_who_only_reads_does_not_wait_for_who_writes(app: Flask) -> None:
    """Noting that the token was used would need the lock: the note is left to the next request."""
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    with _held_by_somebody_else(app, card_id):
        began = time.monotonic()
        answer = till.get(f"/cards/{card_id}")
        took = time.monotonic() - began
    assert answer.status_code == 200
    assert took < LOCK_WAIT_SECONDS
    assert db.session.query(ApiToken.last_used_at).scalar() is None or db.engine.dialect.name == "postgresql"
    assert till.get(f"/cards/{card_id}").status_code == 200
    db.session.rollback()
    assert db.session.query(ApiToken.last_used_at).scalar() is not None


def test_after_somebody_did_not_wait_the_next_one_does(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        touch_api_token(TouchApiToken(token_id=1))
        assert db.session.execute(text("PRAGMA busy_timeout")).scalar_one() == LOCK_WAIT_SECONDS * 1000
    else:
        touch_api_token(TouchApiToken(token_id=1))
        assert db.session.execute(text("SHOW lock_timeout")).scalar_one() == f"{LOCK_WAIT_SECONDS}s"


def test_a_fault_of_ours_shows_nothing_but_the_way_to_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop()
    card_id, till = a_card(shop).id, a_till(app, shop)
    before = tables(app)

    def broken(*_anything: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("loyalty_app.operations.add_stamp.answer", broken)
    answer = till.ask(
        "POST",
        f"{STORE}/stamp",
        json={"card_id": card_id, "staff_session": till.staff_session},
        headers={"Idempotency-Key": a_key()},
        documented=False,
    )
    assert answer.json is not None
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.json["code"] == "unexpected"
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert tables(app) == before


def test_a_database_that_is_away_is_busy_and_not_our_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    till = a_till(app, a_shop())

    def away(*_anything: object, **_more: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    monkeypatch.setattr("loyalty_app.edge.caller.callers.find_api_token", away)
    answer = till.get("/program")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert "SELECT" not in answer.text


@contextmanager
def _dying_server(app: Flask) -> Iterator[int]:
    settings = app.extensions["settings"]
    environment = {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "LOYALTY_PIN_PEPPER": settings.pin_pepper,
        "LOYALTY_FERNET_KEYS": ",".join(settings.fernet_keys),
    }
    db.session.rollback()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.api.dying_server"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
            assert server.wait(timeout=30) == 9
        finally:
            server.kill()


@contextmanager
def _held_by_somebody_else(app: Flask, card_id: int) -> Iterator[None]:
    """Another program's transaction: the one write lock of SQLite, or the card's row in PostgreSQL."""
    url = make_url(app.extensions["settings"].database_url)
    if url.get_backend_name() == "sqlite":
        other = sqlite3.connect(Path(url.database or ""), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.close()
    else:
        with psycopg.connect(host=str(url.query["host"]), user=url.username, dbname=url.database) as connection:
            connection.execute("SELECT 1 FROM loyalty_cards WHERE id = %s FOR UPDATE", (card_id,))
            yield
