"""What anybody may ask for: health, assets, colours, languages, and pages that are not there."""

from __future__ import annotations

import gzip
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from loyalty_app.db import db
from loyalty_app.models import Merchant
from loyalty_app.unit_of_work import clock
from tests.factories import a_card, a_shop
from tests.web.tablets import COUNTER, Browser, a_tablet, an_open_tablet, code, screen, words


def test_the_front_door_leads_to_the_counter(app: Flask) -> None:
    page = Browser(app=app).get("/")
    assert "Who are you?" in words(page)
    assert f'href="{COUNTER}"' in page.text


def test_it_is_alive_and_ready(app: Flask) -> None:
    browser = Browser(app=app)
    assert browser.get("/livez").json == {"alive": True}
    ready = browser.get("/readyz")
    assert ready.json is not None
    assert ready.json["database_takes_changes"]
    assert ready.json["migrations_are_current"]


def test_it_is_not_ready_while_migrations_are_missing(app: Flask) -> None:
    with _version("older"):
        answer = Browser(app=app).get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["migrations_are_current"] is False


@contextmanager
def _version(name: str) -> Iterator[None]:
    now = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    try:
        db.session.execute(text("UPDATE alembic_version SET version_num = :name"), {"name": name})
        db.session.commit()
        yield
    finally:
        db.session.execute(text("UPDATE alembic_version SET version_num = :name"), {"name": now})
        db.session.commit()


def test_s91_security_txt_is_there_and_good_for_months(app: Flask) -> None:
    lines = dict(line.split(": ", 1) for line in Browser(app=app).get("/.well-known/security.txt").text.splitlines())
    expires = datetime.fromisoformat(lines["Expires"])
    assert timedelta(days=30) < expires - clock.now() < timedelta(days=366)
    assert lines["Contact"].startswith("mailto:")


@pytest.mark.parametrize("name", ["terminal.css", "terminal.js"])
def test_a_bundle_is_packed_and_kept_for_a_year(app: Flask, name: str) -> None:
    browser = Browser(app=app)
    page = an_open_tablet(app, a_shop()).get(COUNTER).text
    found = re.search(rf'"(/static/bundles/{re.escape(name)}\?v=[0-9a-f]+)"', page)
    assert found is not None
    packed = browser.get(found[1], headers={"Accept-Encoding": "gzip"})
    plain = browser.get(found[1])
    assert gzip.decompress(packed.data) == plain.data
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = browser.get(found[1], headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
    assert "immutable" not in browser.get(f"/static/bundles/{name}?v=old").headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["nope.css", "bundles/nope.css", "../setup.cfg", "css/BUNDLES", "fonts/OFL.txt", "js", "..%2fsetup.cfg"]
)
def test_only_what_is_meant_for_browsers_is_served(app: Flask, path: str) -> None:
    assert Browser(app=app).get(f"/static/{path}").status_code == 404


def test_the_colours_of_a_merchant_are_a_stylesheet(app: Flask) -> None:
    shop = a_shop(card_color="#0f4c5c", card_secondary_color="#f4b972")
    merchant = db.session.get_one(Merchant, shop.merchant_id)
    answer = Browser(app=app).get(f"/brand/{merchant.code}.css?v=1")
    assert answer.content_type == "text/css; charset=utf-8"
    assert "--brand: #0f4c5c" in answer.text
    assert f'href="/brand/{merchant.code}.css?v=1"' in a_tablet(app, shop).get(COUNTER).text


@pytest.mark.parametrize(
    ("asked", "chosen", "lang"),
    [
        ("fr", None, "fr"),
        ("lb-LU,fr;q=0.8", None, "lb"),
        ("lu", None, "lb"),
        ("it,es", None, "de"),
        ("", None, "de"),
        ("fr", "en", "en"),
        ("fr", "../../etc", "fr"),
    ],
)
def test_a_page_speaks_the_chosen_language_else_the_browsers_else_the_shops(
    app: Flask, asked: str, chosen: str | None, lang: str
) -> None:
    shop = a_shop()
    db.session.get_one(Merchant, shop.merchant_id).default_locale = "de"
    db.session.commit()
    tablet = a_tablet(app, shop)
    if chosen:
        tablet.client.set_cookie("language", chosen)
    assert f'<html lang="{lang}"' in tablet.get(COUNTER, headers={"Accept-Language": asked}).text


def test_a_language_is_chosen_at_the_counter(app: Flask) -> None:
    tablet = a_tablet(app, a_shop())
    tablet.get(COUNTER)
    assert tablet.post(f"{COUNTER}/language", {"language": "fr"}).location == COUNTER
    assert '<html lang="fr"' in tablet.get(COUNTER).text
    assert tablet.post(f"{COUNTER}/language", {"language": "xx"}).status_code == 303
    assert '<html lang="fr"' in tablet.get(COUNTER).text


@pytest.mark.parametrize(
    "path", ["/nope", "/store/loyalty/nope", "/store//loyalty/terminal", "/STORE/loyalty/pair", "/store/loyalty/pair/"]
)
def test_b020_what_is_not_there_says_so_and_leads_on(app: Flask, path: str) -> None:
    answer = Browser(app=app).get(path)
    assert (answer.status_code, code(answer)) == (404, "not_found")
    assert "Go on" in words(answer)


@pytest.mark.parametrize("path", ["//store/loyalty/terminal", "///", "//api/v1/openapi.json", "//static/icons.svg"])
def test_b020_a_double_slash_at_the_start_leads_nowhere(app: Flask, path: str) -> None:
    tablet = an_open_tablet(app, a_shop())
    answer = tablet.ask("GET", "/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code == 404
    assert "Ready" not in answer.text
    assert (code(answer) or (answer.json or {}).get("code")) == "not_found"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_b015_a_method_that_is_not_there_says_which_are(app: Flask, method: str) -> None:
    answer = Browser(app=app).ask(method, "/store/loyalty/pair")
    assert (answer.status_code, code(answer)) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


def test_u54_what_nobody_expected_has_a_code_to_read_aloud(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)

    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("loyalty_app.web.terminal.stamps.run_add_stamp", broken)
    tablet.get("/")
    for htmx in (True, False):
        answer = tablet.post(f"/store/loyalty/cards/{card.id}/stamps", htmx=htmx)
        assert answer.status_code == 500
        assert screen(answer) == "notsaved"
        found = re.search(r"data-support-code>([2-9A-Z]{8})<", answer.text)
        assert found is not None
        assert found[1] == answer.headers["X-Request-Id"]
        assert "secret detail" not in answer.text


def test_s58_a_log_line_names_the_request_and_nothing_that_was_typed(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop)
    tablet.get("/")
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="loyalty_app"):
        answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": shop.cashier.id, "pin": "736251"})
        tablet.get(f"{COUNTER}/search?search=martins")
        tablet.post("/csp-reports", {}, content_type="application/csp-report")
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert answer.headers["X-Request-Id"] in said
    assert "pin_wrong" in said
    for secret in ("736251", "martins", tablet.token or "?"):
        assert secret not in said


def test_a_browsers_report_is_noted_on_one_line_however_wild(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(app=app)
    wild: list[object] = [
        {"csp-report": {"blocked-uri": "a\r\nforged line", "x": 1}},
        [],
        None,
        5,
        {"csp-report": "x"},
        {"body": []},
    ]
    with caplog.at_level(logging.WARNING, logger="loyalty_app"):
        for report in wild:
            body = json.dumps(report)
            assert browser.ask("POST", "/csp-reports", data=body, content_type="application/json").status_code == 204
        assert browser.ask("POST", "/csp-reports", data=b"\xff").status_code == 204
    lines = [record.getMessage() for record in caplog.records if "csp_report" in record.getMessage()]
    assert len(lines) >= len(wild) - 1
    assert not any("\n" in line for line in lines)
