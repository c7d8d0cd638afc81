"""Who is at the counter: pairing, names, PIN, locking, and what waits behind the lock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code
from loyalty_app.operations.revoke_device import RevokeDevice, revoke_device
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop, a_store
from tests.web.tablets import COUNTER, PIN, Browser, a_tablet, an_open_tablet, code, screen, somebody_with_a_pin, words


def a_pairing_code(shop: Shop) -> str:
    return create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id)).code


def test_s20_a_browser_is_paired_and_shows_two_words(app: Flask) -> None:
    shop = a_shop()
    browser = Browser(app=app)
    typed = a_pairing_code(shop)
    assert "Pair this tablet" in words(browser.get(f"/store/loyalty/pair?code={typed}"))
    answer = browser.post("/store/loyalty/pair", {"code": typed})
    assert (answer.status_code, answer.location) == (303, "/store/loyalty/pair/done")
    cookie = browser.client.get_cookie("terminal")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert "Do both sides show the same two words?" in words(browser.get("/store/loyalty/pair/done"))
    assert screen(browser.get(COUNTER)) == "locked"


def test_opening_the_pairing_link_uses_nothing_up(app: Flask) -> None:
    browser, typed = Browser(app=app), a_pairing_code(a_shop())
    for method in ("GET", "HEAD"):
        assert browser.ask(method, f"/store/loyalty/pair?code={typed}").status_code == 200
    assert browser.post("/store/loyalty/pair", {"code": typed}).status_code == 303


@pytest.mark.parametrize("typed", ["", "ABC", "AAAA2222", "<script>", "x" * 500])
def test_s20_every_wrong_code_gets_the_same_answer(app: Flask, typed: str) -> None:
    shop = a_shop()
    used = a_pairing_code(shop)
    browser = Browser(app=app)
    browser.post("/store/loyalty/pair", {"code": used})
    said = {words(browser.post("/store/loyalty/pair", {"code": one})) for one in (used, typed)}
    assert len(said) == 1
    answer = browser.post("/store/loyalty/pair", {"code": typed})
    assert (answer.status_code, code(answer)) == (422, "pairing_code_invalid")
    assert "That code does not work." in words(answer)


def test_s20_the_twenty_first_code_of_an_hour_is_not_looked_at(app: Flask) -> None:
    browser = Browser(app=app)
    statuses = [browser.post("/store/loyalty/pair", {"code": "AAAA2222"}).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]


def test_an_unpaired_browser_is_led_to_pairing(app: Flask) -> None:
    answer = Browser(app=app).get(COUNTER)
    assert (answer.status_code, code(answer)) == (401, "unauthenticated")
    assert 'action="/store/loyalty/pair"' in answer.text


def test_s21_a_revoked_tablet_is_wiped_and_told_why(app: Flask) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop)
    device_id = db.session.execute(select(TerminalDevice.id)).scalar_one()
    revoke_device(RevokeDevice(actor=shop.actor(shop.manager), device_id=device_id, reason="lost"))
    answer = tablet.get(COUNTER)
    assert (answer.status_code, code(answer)) == (401, "device_revoked")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    assert "This tablet was disconnected by the owner." in words(answer)
    assert tablet.get(f"{COUNTER}/menu", htmx=True).headers["HX-Redirect"].startswith("/store/loyalty/pair")


def test_a_locked_tablet_shows_no_person_and_no_customer(app: Flask) -> None:
    shop = a_shop()
    a_card(shop)
    text = words(a_tablet(app, shop).get(COUNTER))
    assert "Staff: tap to unlock" in text
    assert "Sophie" not in text
    assert "Ana" not in text


def test_a_name_and_a_pin_open_the_counter(app: Flask) -> None:
    shop = a_shop()
    staff_id = somebody_with_a_pin(shop, name="Nora Weber")
    tablet = a_tablet(app, shop)
    assert "Nora" in words(tablet.get(f"{COUNTER}/unlock"))
    assert "Enter your 6-digit PIN" in words(tablet.get(f"{COUNTER}/unlock?staff_id={staff_id}"))
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": PIN})
    assert (answer.status_code, answer.location) == (303, COUNTER)
    cookie = tablet.client.get_cookie("shift")
    assert cookie is not None
    assert cookie.http_only
    page = tablet.get(COUNTER)
    assert screen(page) == "idle"
    assert "Nora" in words(page)
    assert "Weber" not in words(page)


def test_b086_a_wrong_pin_says_how_many_tries_are_left(app: Flask) -> None:
    shop = a_shop()
    staff_id = somebody_with_a_pin(shop, name="Nora Weber")
    tablet = a_tablet(app, shop)
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": "111222"}, htmx=True)
    assert (answer.status_code, screen(answer)) == (401, "unlock")
    assert "Wrong PIN for Nora – 4 tries before a pause." in words(answer)
    assert "111222" not in answer.text


@pytest.mark.parametrize("pin", ["", "12", "abcdef", "1" * 100, "４９３８１７"])
def test_b087_what_is_no_pin_is_not_counted(app: Flask, pin: str) -> None:
    shop = a_shop()
    staff_id = somebody_with_a_pin(shop)
    tablet = a_tablet(app, shop)
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": pin})
    assert (answer.status_code, screen(answer)) == (422, "unlock")
    assert tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": PIN}).status_code == 303


def test_somebody_of_another_store_is_unknown_here(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    stranger = somebody_with_a_pin(other, name="Zoe")
    tablet = a_tablet(app, shop)
    assert "Zoe" not in words(tablet.get(f"{COUNTER}/unlock?staff_id={stranger}"))
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": stranger, "pin": PIN})
    assert answer.status_code == 404
    assert tablet.client.get_cookie("shift") is None


def test_locking_ends_the_session_for_every_copy_of_its_cookie(app: Flask) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop)
    cookie = tablet.client.get_cookie("shift")
    assert cookie is not None
    assert tablet.post(f"{COUNTER}/lock").status_code == 303
    assert tablet.client.get_cookie("shift") is None
    tablet.client.set_cookie("shift", cookie.value)
    assert tablet.get(f"{COUNTER}/menu").status_code == 401


def test_b092_behind_an_idle_lock_the_work_is_kept(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    staff_id = somebody_with_a_pin(shop)
    tablet = an_open_tablet(app, shop, staff_id=staff_id)
    place = f"{COUNTER}/cards/{card.id}"
    assert tablet.get(place).status_code == 200
    with clock.moved_to(clock.now() + timedelta(minutes=3)):
        answer = tablet.post(f"/store/loyalty/cards/{card.id}/stamps", htmx=True)
        assert (answer.status_code, screen(answer)) == (401, "unlock")
        assert f'name="next" value="{place}"' in answer.text
        again = tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": PIN, "next": place}, htmx=True)
        assert (again.status_code, again.location) == (303, place)


def test_who_works_is_not_locked_out(app: Flask) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop)
    started = clock.now()
    for minutes in (1, 2, 3, 4):
        with clock.moved_to(started + timedelta(minutes=minutes)):
            assert tablet.get(f"{COUNTER}/menu").status_code == 200
    with clock.moved_to(started + timedelta(minutes=7)):
        assert tablet.get(f"{COUNTER}/menu").status_code == 401


@pytest.mark.parametrize("place", ["//evil.example", "/\\evil.example", "https://evil.example/", "/merchant/loyalty/"])
def test_b134_unlocking_leads_nowhere_but_to_the_store(app: Flask, place: str) -> None:
    shop = a_shop()
    staff_id = somebody_with_a_pin(shop)
    tablet = a_tablet(app, shop)
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": PIN, "next": place})
    assert answer.location == COUNTER


def test_u10_another_person_takes_over_and_the_card_stays(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    colleague = somebody_with_a_pin(shop, name="Tom")
    tablet = an_open_tablet(app, shop)
    place = f"{COUNTER}/cards/{card.id}"
    tablet.get(place)
    people = tablet.get(f"{COUNTER}/unlock?staff_id={colleague}", htmx=True)
    assert f'name="next" value="{place}"' in people.text
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": colleague, "pin": PIN, "next": place})
    assert answer.location == place
    assert "Tom" in words(tablet.get(place))


def test_where_no_pin_is_asked_the_store_itself_works(app: Flask) -> None:
    shop = a_shop(settings={"staff_pin_policy": "disabled"})
    card = a_card(shop)
    tablet = a_tablet(app, shop)
    page = tablet.get(COUNTER)
    assert screen(page) == "idle"
    assert "Sophie" not in words(page)
    assert tablet.post(f"/store/loyalty/cards/{card.id}/stamps", htmx=True).status_code == 200


def test_where_a_pin_is_welcome_it_is_recorded_and_not_asked(app: Flask) -> None:
    shop = a_shop(settings={"staff_pin_policy": "optional"})
    card = a_card(shop)
    tablet = a_tablet(app, shop)
    assert screen(tablet.get(COUNTER)) == "idle"
    assert tablet.post(f"/store/loyalty/cards/{card.id}/stamps").status_code == 303
    assert "Sophie" in words(tablet.get(f"{COUNTER}/unlock"))


def test_a_tablet_of_another_store_does_not_see_this_ones_people(app: Flask) -> None:
    shop = a_shop()
    other_store = a_store(shop.merchant_id)
    db.session.commit()
    tablet = a_tablet(app, shop, store_id=other_store.id)
    assert "Sophie" not in words(tablet.get(f"{COUNTER}/unlock"))


def test_two_of_one_first_name_are_told_apart_without_their_last_names(app: Flask) -> None:
    shop = a_shop()
    somebody_with_a_pin(shop, name="Sophie Weber")
    said = words(a_tablet(app, shop).get(f"{COUNTER}/unlock"))
    assert "Sophie K." in said
    assert "Sophie W." in said
    assert "Weber" not in said
