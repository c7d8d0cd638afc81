"""S40: what changes something comes from a form of ours, in this browser, and is never lost when the page was old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.edge.policy import CallerKind, declared
from loyalty_app.models import LoyaltyTransaction
from loyalty_app.unit_of_work import clock
from tests.factories import a_card, a_shop
from tests.web.storefront.phones import a_member
from tests.web.tablets import Browser, a_key, an_open_tablet, code, screen, words
from tests.web.visitors import Visitor, signed_in

_WITHOUT = {"public.csp_reports"}


def lines() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(LoyaltyTransaction)).scalar_one()


def test_every_change_asks_for_the_token(app: Flask) -> None:
    shop = a_shop()
    tablet, owner = an_open_tablet(app, shop, staff_id=shop.manager.id), signed_in(app, shop)
    phone = a_member(app, shop)
    asked = 0
    for rule in app.url_map.iter_rules():
        kind = declared(app, rule.endpoint).policy.kind
        if "POST" not in (rule.methods or ()) or rule.rule.startswith("/api/") or rule.endpoint in _WITHOUT:
            continue
        named = dict.fromkeys(rule.arguments, 1) | {"store_code": phone.code}
        path = rule.build({name: named[name] for name in rule.arguments}, append_unknown=False)
        assert path is not None
        is_customers = rule.endpoint.startswith("storefront.")
        browser: Visitor | Browser = owner if kind is CallerKind.USER else phone if is_customers else tablet
        answer = browser.ask("POST", path[1], data={})
        assert (answer.status_code, code(answer)) == (403, "page_expired"), rule.rule
        asked += 1
    assert asked > 20


@pytest.mark.parametrize("how", ["none", "empty", "junk", "another browser's", "as JSON text"])
def test_a_stamp_without_a_good_token_changes_nothing(app: Flask, how: str) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    other = Browser(app=app)
    other.get("/")
    tablet.get("/")
    data = {"none": {}, "empty": {"csrf_token": ""}, "junk": {"csrf_token": "x.y.z"}}.get(how)
    path = f"/store/loyalty/cards/{card.id}/stamps"
    if how == "as JSON text":
        answer = tablet.ask("POST", path, data=f'{{"csrf_token": "{tablet.token}"}}', content_type="text/plain")
    else:
        answer = tablet.ask("POST", path, data={"csrf_token": other.token} if data is None else data)
    assert (answer.status_code, code(answer)) == (403, "page_expired")
    assert lines() == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_another_site_started_is_refused_with_every_token(app: Flask, site: str) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/stamps", headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, code(answer)) == (403, "page_expired")
    assert lines() == 0


def test_the_token_may_come_in_a_header(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    tablet.get("/")
    path = f"/store/loyalty/cards/{card.id}/stamps"
    assert tablet.ask("POST", path, headers={"X-CSRF-Token": tablet.token}).status_code == 303


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_nothing(app: Flask, method: str) -> None:
    shop = a_shop()
    card = a_card(shop)
    answer = an_open_tablet(app, shop).ask(method, f"/store/loyalty/cards/{card.id}/stamps")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert lines() == 0


def test_b096_an_old_page_is_asked_once_more_and_its_action_is_kept(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    key = a_key()
    path = f"/store/loyalty/cards/{card.id}/points"
    typed = {"amount": "12.50", "request_id": key, "csrf_token": "old"}
    answer = tablet.post(path, typed, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (403, "again", "page_expired")
    assert "This page was open too long. Tap again." in words(answer)
    for kept in (f'action="{path}"', 'name="amount" value="12.50"', f'value="{key}"'):
        assert kept in answer.text
    done = tablet.post(path, {"amount": "12.50", "request_id": key}, htmx=True)
    assert screen(done) == "result"


def test_s25_a_token_lasts_one_shift(app: Flask) -> None:
    browser = Browser(app=app)
    browser.get("/")
    with browser.client.session_transaction() as session:
        secret = session["csrf_token"]
    serializer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    for hours, status in ((11, 303), (13, 403)):
        made_at = int((clock.now() - timedelta(hours=hours)).timestamp())
        token = _signed_at(serializer, secret, made_at)
        answer = browser.post("/language", {"language": "fr", "csrf_token": token})
        assert answer.status_code == status, hours


def _signed_at(serializer: URLSafeTimedSerializer, secret: str, moment: int) -> str:
    class Signer(type(serializer.make_signer("wtf-csrf-token"))):  # type: ignore[misc]
        def get_timestamp(self) -> int:
            return moment

    serializer.signer = Signer
    return str(serializer.dumps(secret))
