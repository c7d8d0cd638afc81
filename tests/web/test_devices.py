"""The tablets page of the office: a code to pair with, names, disconnecting."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import TerminalDevice
from loyalty_app.unit_of_work import clock
from loyalty_app.web.qr import qr_svg
from tests.factories import a_device, a_shop, a_store
from tests.web.visitors import Visitor, signed_in

DEVICES = "/merchant/loyalty/devices"


def post(visitor: Visitor, path: str, **form: object) -> tuple[int, str]:
    response = visitor.post(path, seen_at=DEVICES, **form)
    return response.status_code, response.text


def test_a_code_made_in_the_office_pairs_a_tablet(app: Flask) -> None:
    shop = a_shop()
    owner = signed_in(app, shop)
    status, page = post(owner, DEVICES, store_id=shop.store_id, label="Terrace")
    code = re.search(r'data-pairing-code="(\w{8})"', page)
    assert (status, bool(code)) == (200, True)
    assert "<svg" in page
    tablet = Visitor(app=app)
    assert code
    paired = tablet.post("/store/loyalty/pair", seen_at="/store/loyalty/pair", code=code[1])
    assert paired.status_code == 303
    words = re.findall(r"<td data-label=\"Words\">(\w+) · (\w+)</td>", owner.get(DEVICES).text)
    shown = tablet.get("/store/loyalty/pair/done").text
    assert words
    assert all(word in shown for word in words[0])


def test_the_code_leads_to_our_public_address_whatever_host_was_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = replace(app.extensions["settings"], base_url="http://loyalty.example")
    monkeypatch.setitem(app.extensions, "settings", public)
    shop = a_shop()
    _, page = post(signed_in(app, shop), DEVICES, store_id=shop.store_id)
    code = re.search(r'data-pairing-code="(\w{8})"', page)
    assert code
    assert qr_svg(f"http://loyalty.example/store/loyalty/pair?code={code[1]}") in page


def test_a_tablet_of_another_merchant_is_not_found(app: Flask) -> None:
    theirs = a_device(a_shop())
    owner = signed_in(app, a_shop())
    assert post(owner, f"{DEVICES}/{theirs.id}/revoke")[0] == 404
    assert post(owner, f"{DEVICES}/{theirs.id}/name", label="Mine")[0] == 404
    assert owner.get(f"{DEVICES}/{theirs.id}/revoke").status_code == 404


def test_a_disconnected_tablet_stays_in_the_list_with_the_reason(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    owner = signed_in(app, shop)
    assert post(owner, f"{DEVICES}/{device.id}/revoke", reason="Stolen on Monday")[0] == 303
    page = owner.get(DEVICES).text
    assert "Disconnected" in page
    assert "Stolen on Monday" in page


def test_a_tablet_gets_another_name(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop)
    owner = signed_in(app, shop)
    assert post(owner, f"{DEVICES}/{device.id}/name", label="Window")[0] == 303
    assert "Window" in owner.get(DEVICES).text
    assert post(owner, f"{DEVICES}/{device.id}/name", label=" ")[0] == 422


def test_a_manager_of_one_store_sees_and_pairs_only_its_tablets(app: Flask) -> None:
    shop = a_shop()
    other = a_store(shop.merchant_id, name="Kirchberg")
    a_device(shop, label="Far away", store_id=other.id)
    manager = signed_in(app, shop, role="manager", store_id=shop.store_id)
    page = manager.get(DEVICES).text
    assert "Far away" not in page
    assert "Kirchberg" not in page
    assert post(manager, DEVICES, store_id=other.id)[0] == 404


def test_a_tablet_that_was_not_used_for_a_month_is_shown_as_expired(app: Flask) -> None:
    shop = a_shop()
    a_device(shop, expires_at=clock.now() - timedelta(days=1))
    assert "Expired" in signed_in(app, shop).get(DEVICES).text
    assert db.session.query(TerminalDevice).count() == 1
