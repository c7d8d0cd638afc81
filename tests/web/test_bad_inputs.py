"""Bad inputs at the counter: each with its status, its code and its sentence in the language of the page.

The catalogue is that of the trust specification, G. What has a story of its own is tested where the story is.
"""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyTransaction, TerminalDevice
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code
from loyalty_app.operations.revoke_device import RevokeDevice, revoke_device
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop
from tests.web.tablets import COUNTER, PIN, Browser, a_tablet, an_open_tablet, code, screen, somebody_with_a_pin, words

PAIR = "/store/loyalty/pair"
NOT_A_CARD = {
    "en": "That is not a loyalty card.",
    "fr": "Ce n’est pas une carte de fidélité.",
    "de": "Das ist keine Treuekarte.",
    "lb": "Dat ass keng Treiekaart.",
}
TWO_DECIMALS = {
    "en": "Use at most two decimals.",
    "fr": "Deux décimales au plus.",
    "de": "Höchstens zwei Nachkommastellen.",
    "lb": "Héchstens zwou Kommastellen.",
}
USE_DIGITS = {
    "en": "Use digits, for example 12.50.",
    "fr": "Utilisez des chiffres, par exemple 12,50.",
    "de": "Verwenden Sie Ziffern, zum Beispiel 12,50.",
    "lb": "Benotzt Zifferen, zum Beispill 12,50.",
}
TWO_READINGS = {
    "en": "Did you mean €1.25 or €1 250.00? Write it with two decimals.",
    "fr": "Vouliez-vous dire 1,25 € ou 1 250,00 € ? Écrivez-le avec deux décimales.",
    "de": "Meinten Sie 1,25 € oder 1 250,00 €? Schreiben Sie es mit zwei Nachkommastellen.",
    "lb": "Hutt Dir 1,25 € oder 1 250,00 € gemengt? Schreift et mat zwou Kommastellen.",
}
WAIT = {
    "en": "Too many wrong PINs here. Wait 30 seconds, or ask another colleague.",
    "fr": "Trop de codes PIN erronés ici. Attendez 30 secondes ou demandez à un collègue.",
    "de": "Zu viele falsche PINs hier. Warten Sie 30 Sekunden oder fragen Sie jemand anderen.",
    "lb": "Ze vill falsch PINen hei. Waart 30 Sekonnen oder frot en anere Kolleeg.",
}
DISCONNECTED = {
    "en": "This tablet was disconnected by the owner. Pair it again under Tablets.",
    "fr": "Le propriétaire a déconnecté cette tablette. Associez-la de nouveau sous Tablettes.",
    "de": "Der Inhaber hat dieses Tablet getrennt. Koppeln Sie es unter „Tablets“ neu.",
    "lb": "De Proprietär huet dësen Tablet ofgekoppelt. Koppelt en ënner „Tablets“ nei.",
}
NO_CODE = {
    "en": "That code does not work. Create a new one under Tablets.",
    "fr": "Ce code ne fonctionne pas. Créez-en un nouveau sous Tablettes.",
    "de": "Dieser Code funktioniert nicht. Erstellen Sie unter „Tablets“ einen neuen.",
    "lb": "Dëse Code geet net. Maacht en neien ënner „Tablets“.",
}
EVERY_LANGUAGE = pytest.mark.parametrize("language", ["en", "fr", "de", "lb"])


def speaking(browser: Browser, language: str) -> Browser:
    browser.client.set_cookie("language", language)
    return browser


def lines() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(LoyaltyTransaction)).scalar_one()


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    "scanned",
    [
        pytest.param("A1" * 2048, id="4-kb"),
        pytest.param("'; DROP TABLE loyalty_cards; --", id="sql"),
        pytest.param("<img src=x onerror=alert(1)>", id="html"),
        pytest.param('<a hx-get="/store/loyalty/terminal/menu" hx-trigger="load">', id="hx-get"),
        pytest.param("{{7*7}}", id="template"),
        pytest.param("%s%n%d", id="format"),
    ],
)
def test_b038_what_is_hidden_in_a_code_is_shown_as_text_and_shortened(app: Flask, scanned: str, language: str) -> None:
    tablet = speaking(an_open_tablet(app, a_shop()), language)
    answer = tablet.post(f"{COUNTER}/look-up", {"scan": scanned}, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (422, "notfound", "not_a_card")
    assert NOT_A_CARD[language] in words(answer)
    shown = unescape(answer.text)
    assert scanned[:40] in shown
    assert scanned[:45] == scanned or scanned[:45] not in shown
    for tag in ("<img", "<a hx-get"):
        assert tag not in answer.text
    assert "49" not in words(answer).split()


@pytest.mark.parametrize(
    ("typed", "points"),
    [("12,50", "125"), ("12.50", "125"), ("1.250,00", "12 500"), ("1,250.00", "12 500")],
)
@EVERY_LANGUAGE
def test_b046_an_amount_is_read_however_a_country_writes_it(app: Flask, typed: str, points: str, language: str) -> None:
    shop = a_shop(maximum_purchase_cents=200_000)
    card, tablet = a_card(shop), speaking(an_open_tablet(app, shop), language)
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/points", {"amount": typed}, htmx=True)
    assert screen(answer) == "result"
    assert f"+{points} " in words(answer)


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    ("typed", "what", "says"),
    [
        pytest.param("1.250", "amount_ambiguous", TWO_READINGS, id="B046-dot"),
        pytest.param("1,250", "amount_ambiguous", TWO_READINGS, id="B046-comma"),
        pytest.param("12.505", "amount_decimals", TWO_DECIMALS, id="B047"),
        *(pytest.param(typed, "amount_invalid", USE_DIGITS, id=f"B048-{typed}") for typed in ("1e3", "0x10", "12_00")),
        pytest.param("½", "amount_invalid", USE_DIGITS, id="B048-half"),
        pytest.param("٣", "amount_invalid", USE_DIGITS, id="B048-arabic"),
    ],
)
def test_b046_b047_b048_an_amount_that_is_none_is_said_beside_it(
    app: Flask, typed: str, what: str, says: dict[str, str], language: str
) -> None:
    shop = a_shop(maximum_purchase_cents=200_000)
    card, tablet = a_card(shop), speaking(an_open_tablet(app, shop), language)
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/points", {"amount": typed}, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (422, "earn", what)
    assert says[language] in words(answer)
    assert f'value="{typed}"' in answer.text
    assert lines() == 0


@EVERY_LANGUAGE
def test_b088_while_a_tablet_pauses_even_the_right_pin_waits(app: Flask, language: str) -> None:
    shop = a_shop(settings={"pin_max_failed_attempts": 1})
    tablet = speaking(a_tablet(app, shop), language)
    people = [somebody_with_a_pin(shop, name=name) for name in ("Nora", "Zoe", "Max")]
    for person in people[:2]:
        tablet.post(f"{COUNTER}/unlock", {"staff_id": person, "pin": "111222"})
    answer = tablet.post(f"{COUNTER}/unlock", {"staff_id": people[2], "pin": PIN}, htmx=True)
    assert (answer.status_code, screen(answer)) == (429, "unlock")
    assert 28 <= int(answer.headers["Retry-After"]) <= 30
    assert WAIT[language].replace("30", answer.headers["Retry-After"]) in words(answer)


@EVERY_LANGUAGE
def test_b093_a_tablet_that_was_disconnected_is_told_so_and_emptied(app: Flask, language: str) -> None:
    shop = a_shop()
    card, tablet = a_card(shop), speaking(an_open_tablet(app, shop), language)
    tablet.get(COUNTER)
    device_id = db.session.execute(select(TerminalDevice.id)).scalar_one()
    revoke_device(RevokeDevice(actor=shop.actor(shop.manager), device_id=device_id, reason="lost"))
    page = tablet.post(f"/store/loyalty/cards/{card.id}/stamps")
    assert (page.status_code, code(page)) == (401, "device_revoked")
    assert DISCONNECTED[language] in words(page)
    assert "Ana" not in words(page)
    for asked in (page, tablet.post(f"/store/loyalty/cards/{card.id}/stamps", htmx=True)):
        assert asked.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert lines() == 0


@EVERY_LANGUAGE
def test_b094_a_pairing_code_that_does_not_work_is_answered_alike_whatever_is_wrong_with_it(
    app: Flask, language: str
) -> None:
    shop = a_shop()
    used, old = a_pairing_code(shop), a_pairing_code(shop)
    Browser(app=app).post(PAIR, {"code": used})
    browser = speaking(Browser(app=app), language)
    with clock.moved_to(clock.now() + timedelta(minutes=11)):
        answers = [browser.post(PAIR, {"code": one}) for one in (used, old, "AAAA2222", *["BBBB3333"] * 17)]
    assert [answer.status_code for answer in answers] == [422] * 19 + [429]  # the first of the hour paired a tablet
    assert {code(answer) for answer in answers} == {"pairing_code_invalid"}
    assert {words(answer) for answer in answers} == {words(answers[0])}
    assert NO_CODE[language] in words(answers[0])
    assert int(answers[-1].headers["Retry-After"]) > 0


def a_pairing_code(shop: Shop) -> str:
    return create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id)).code
