"""What goes along with every answer, whoever asked and however it ended (S36, S42, S43, S35)."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.factories import a_card, a_shop
from tests.web.tablets import COUNTER, Browser, an_open_tablet, screen

EVERYWHERE = ["/", "/nope", "/livez", COUNTER, "/store/loyalty/pair", "/brand/nobody.css", "/api/v1/nope"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_s43_every_answer_carries_the_headers(app: Flask, path: str) -> None:
    headers = Browser(app=app).get(path).headers
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{8}", headers["X-Request-Id"])
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "frame-ancestors 'none'" in policy


def test_s36_only_pages_with_the_scanner_may_run_its_decoder(app: Flask) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop)
    assert "'wasm-unsafe-eval'" in tablet.get(COUNTER).headers["Content-Security-Policy"]
    assert "wasm" not in tablet.get("/").headers["Content-Security-Policy"]
    assert "wasm" not in tablet.get("/store/loyalty/pair").headers["Content-Security-Policy"]


def test_s35_no_page_with_people_on_it_is_stored(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    for path in (COUNTER, f"{COUNTER}/cards/{card.id}", f"{COUNTER}/search?search=ana"):
        for htmx in (False, True):
            assert tablet.get(path, htmx=htmx).headers["Cache-Control"] == "no-store"


def test_s42_an_address_gives_a_page_and_htmx_gets_the_fragment(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    pages = ["", "/unlock", "/number", "/search", "/menu", "/actions", f"/cards/{card.id}", f"/cards/{card.id}/points"]
    for path in (*(COUNTER + page for page in pages), "/store/loyalty/enroll"):
        page, fragment = tablet.get(path), tablet.get(path, htmx=True)
        assert screen(page) == screen(fragment), path
        assert page.text.lstrip().startswith("<!doctype html>")
        assert "<html" not in fragment.text
        assert 'hx-swap-oob="true"' in fragment.text
        for answer in (page, fragment):
            assert "HX-Request" in answer.headers["Vary"]
        restored = tablet.get(path, htmx=True, headers={"HX-History-Restore-Request": "true"})
        assert "<html" in restored.text


def test_every_screen_names_its_state_first_in_the_title(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    titles = {}
    for path in ("", "/unlock", "/number", "/search", "/menu", "/actions", f"/cards/{card.id}"):
        found = re.search(r"<title>([^<]+)</title>", tablet.get(COUNTER + path).text)
        assert found is not None
        titles[path] = found[1]
    assert len(set(titles.values())) == len(titles)
    failed = tablet.get(f"{COUNTER}/search?search=a")
    assert "<title>Error: Search" in failed.text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_b081_a_host_that_is_not_ours_gets_nothing(app: Flask, host: str) -> None:
    answer = Browser(app=app).get("/store/loyalty/pair", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text


def test_s45_what_a_visitor_says_of_their_address_changes_nothing(app: Flask) -> None:
    browser = Browser(app=app)
    statuses = []
    for number in range(21):
        forged = {
            "X-Forwarded-For": f"10.0.0.{number}",
            "X-Real-IP": f"10.0.1.{number}",
            "Forwarded": f"for=10.0.2.{number}",
        }
        statuses.append(browser.post("/store/loyalty/pair", {"code": "AAAA2222"}, headers=forged).status_code)
    assert statuses[-1] == 429


def test_s91_figures_are_for_this_machine_alone(app: Flask) -> None:
    browser = Browser(app=app)
    assert "loyalty_requests_total" in browser.get("/metrics").text
    assert browser.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    outside = browser.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert outside.status_code == 404
