"""The tablets page of the office: a code to pair with, names, disconnecting."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import TerminalDevice
from loyalty_app.unit_of_work import clock
from loyalty_app.web.qr import qr_svg
from tests.factories import a_device, a_shop, a_store
from tests.web.tablets import COUNTER, Browser, an_open_tablet
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


def test_s22_the_owner_sees_which_tablet_was_copied_or_searched_for_cards(app: Flask) -> None:
    shop = a_shop()
    a_device(shop, label="Copied", copied_at=clock.now())
    a_device(shop, label="Searching", many_misses_at=clock.now())
    page = signed_in(app, shop).get(DEVICES)
    assert "Used in two places" in page.text
    assert "Asked for many cards that nobody has" in page.text


def test_s21_a_tablet_gets_its_new_key_and_goes_on(app: Flask) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop)
    before = tablet.client.get_cookie("terminal")
    assert before is not None
    with clock.moved_to(clock.now() + timedelta(days=29, hours=23)):
        tablet.get(COUNTER)
        again = tablet.client.get_cookie("terminal")
        assert again is not None
        assert again.value == before.value
        assert tablet.client.get_cookie("mark") is not None
    with clock.moved_to(clock.now() + timedelta(days=31)):
        answer = tablet.get(COUNTER)
        renewed = tablet.client.get_cookie("terminal")
        assert renewed is not None
        assert renewed.value != before.value
        given = next(given for given in answer.headers.getlist("Set-Cookie") if given.startswith("terminal="))
        assert "HttpOnly" in given
        assert "SameSite=Strict" in given
        assert tablet.get(COUNTER).status_code == 200


def test_s22_a_copied_cookie_on_a_second_tablet_is_found_out(app: Flask) -> None:
    shop = a_shop()
    tablet, second = an_open_tablet(app, shop), Browser(app=app)
    tablet.get(COUNTER)
    copied = tablet.client.get_cookie("terminal")
    assert copied is not None
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        tablet.get(COUNTER)
    second.client.set_cookie("terminal", copied.value)
    with clock.moved_to(clock.now() + timedelta(minutes=4)):
        second.get(COUNTER)
    assert db.session.execute(select(TerminalDevice.copied_at)).scalar_one() is not None


def test_the_owner_says_it_was_me_and_the_flag_is_gone(app: Flask) -> None:
    shop = a_shop()
    device = a_device(shop, copied_at=clock.now())
    owner = signed_in(app, shop)
    assert "Used in two places" in owner.get(DEVICES).text
    assert "It was me at Counter 1" in owner.get(DEVICES).text
    assert post(owner, f"{DEVICES}/{device.id}/vouch")[0] == 303
    assert "Used in two places" not in owner.get(DEVICES).text
    theirs = a_device(a_shop(), copied_at=clock.now())
    assert post(owner, f"{DEVICES}/{theirs.id}/vouch")[0] == 404
