"""Finding a card: by scan, by number, by a part of a name; and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import ProvenStaff, Role
from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.models import AuditEvent
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from tests.factories import a_card, a_colleague, a_customer, a_shop, a_store, reference
from tests.web.tablets import COUNTER, PIN, a_tablet, an_open_tablet, code, screen, somebody_with_a_pin, words

LOOK_UP = f"{COUNTER}/look-up"


def test_a_scan_opens_the_card(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    answer = tablet.post(LOOK_UP, {"scan": card.qr_token}, htmx=True)
    assert (answer.status_code, answer.location) == (303, f"{COUNTER}/cards/{card.id}")
    page = tablet.get(answer.location, htmx=True)
    assert screen(page) == "card"
    assert "Ana M." in words(page)
    assert "Martins" not in page.text
    assert page.headers["HX-Push-Url"] == f"{COUNTER}/cards/{card.id}"


@pytest.mark.parametrize("form", ["{0}", " {0}\n", "{1}", "{2}", "\u200b{0}"])
def test_b037_a_number_is_read_however_it_is_written(app: Flask, form: str) -> None:
    shop = a_shop()
    card = a_card(shop)
    number = card.card_number
    typed = form.format(number, in_groups(number), in_groups(number).replace("-", " "))
    assert an_open_tablet(app, shop).post(LOOK_UP, {"scan": typed}).status_code == 303


@pytest.mark.parametrize(
    ("scanned", "status", "what"),
    [
        ("", 422, "scan_empty"),
        ("https://example.com/menu", 422, "not_a_card"),
        ("WIFI:S:guest;;", 422, "not_a_card"),
        ("{{7*7}}<script>alert(1)</script>", 422, "not_a_card"),
        ("' OR 1=1 --", 422, "not_a_card"),
        ("x" * 4096, 422, "not_a_card"),
        ("482109371659", 422, "check_digit"),
        ("100000000008", 404, "card_unknown"),
    ],
)
def test_what_is_no_card_of_ours_is_said_with_a_way_on(app: Flask, scanned: str, status: int, what: str) -> None:
    tablet = an_open_tablet(app, a_shop())
    for htmx in (False, True):
        answer = tablet.post(LOOK_UP, {"scan": scanned}, htmx=htmx)
        assert (answer.status_code, screen(answer), code(answer)) == (status, "notfound", what)
        assert f'href="{COUNTER}/number"' in answer.text
        assert "<script>alert" not in answer.text
        assert "49" not in words(answer).split()


def test_b033_a_card_of_another_merchant_is_like_one_nobody_has(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    foreign = a_card(other)
    tablet = an_open_tablet(app, shop)
    for path in (f"{COUNTER}/cards/{foreign.id}", f"{COUNTER}/cards/987654321"):
        answer = tablet.get(path)
        assert (answer.status_code, code(answer)) == (404, "card_unknown")
    answer = tablet.post(LOOK_UP, {"scan": foreign.qr_token})
    assert (answer.status_code, code(answer)) == (404, "card_unknown")


def test_b042_thirty_misses_make_the_tablet_wait(app: Flask) -> None:
    tablet = an_open_tablet(app, a_shop())
    statuses = {tablet.post(LOOK_UP, {"scan": "100000000008"}).status_code for _ in range(30)}
    assert statuses == {404}
    answer = tablet.post(LOOK_UP, {"scan": "100000000008"})
    assert (answer.status_code, code(answer)) == (429, "rate_limited")


def test_u57_a_scan_at_a_locked_counter_waits_for_the_pin_and_goes_on(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    staff_id = somebody_with_a_pin(shop, name="Tom")
    tablet = a_tablet(app, shop)
    answer = tablet.post(LOOK_UP, {"scan": card.qr_token}, htmx=True)
    assert screen(answer) == "unlock"
    assert "Ana" not in words(answer)
    place = f"{COUNTER}/cards/{card.id}"
    form = tablet.get(f"{COUNTER}/unlock?staff_id={staff_id}&next={place}")
    assert f'name="next" value="{place}"' in form.text
    assert tablet.post(f"{COUNTER}/unlock", {"staff_id": staff_id, "pin": PIN, "next": place}).location == place


def test_a_blocked_card_says_so_and_offers_no_stamp(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(card), reason="found in the street"))
    tablet = an_open_tablet(app, shop)
    assert "This card is blocked. Ask the manager." in words(tablet.get(f"{COUNTER}/cards/{card.id}"))
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/stamps", htmx=True)
    assert (answer.status_code, code(answer)) == (409, "card_blocked")


def test_u11_a_search_tells_two_anas_apart_without_their_addresses(app: Flask) -> None:
    shop = a_shop()
    for last_name, email in (("Martins", "ana.martins@example.com"), ("Silva", "anasilva@example.lu")):
        a_card(shop, customer=a_customer(shop, last_name=last_name, email=email, email_canonical=email))
    tablet = an_open_tablet(app, shop)
    page = tablet.get(f"{COUNTER}/search?search=ana", htmx=True)
    assert "2 cards found" in words(page)
    assert "Ana M." in words(page)
    assert "Ana S." in words(page)
    assert "anasilva@" not in page.text.replace('value="ana"', "")
    assert "martins@" not in page.text


@pytest.mark.parametrize("query", ["an", "%", "_", "**", " "])
def test_b043_too_short_a_search_is_refused_beside_its_field(app: Flask, query: str) -> None:
    tablet = an_open_tablet(app, a_shop())
    answer = tablet.get(f"{COUNTER}/search", query_string={"search": query})
    assert answer.status_code == 422
    assert "Type at least 3 letters" in words(answer)
    assert 'aria-invalid="true"' in answer.text


def test_wildcards_are_only_signs(app: Flask) -> None:
    shop = a_shop()
    a_card(shop)
    assert "0 cards found" in words(an_open_tablet(app, shop).get(f"{COUNTER}/search?search=%25%25%25"))


def test_b039_a_replaced_code_says_so_and_shows_nothing(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    old = card.qr_token
    replace_card(ReplaceCard(actor=shop.actor(shop.manager), card=reference(card), reason="lost phone"))
    answer = an_open_tablet(app, shop).post(LOOK_UP, {"scan": old}, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (410, "notfound", "card_replaced")
    assert "This code was replaced." in words(answer)
    assert "Ana" not in words(answer)


@pytest.mark.parametrize(
    "scanned", ["PAIR-AAAA2222", "STAFF-12345678", "http://localhost/store/loyalty/pair?code=AAAA2222"]
)
def test_b041_a_set_up_code_is_no_card(app: Flask, scanned: str) -> None:
    answer = an_open_tablet(app, a_shop()).post(LOOK_UP, {"scan": scanned}, htmx=True)
    assert (answer.status_code, code(answer)) == (422, "not_a_card")
    assert "set-up code" in words(answer)


def test_s34_who_misses_often_waits_with_the_right_number_too_and_the_owner_is_told(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    for _ in range(30):
        assert tablet.post(LOOK_UP, {"scan": "100000000008"}).status_code == 404
    answer = tablet.post(LOOK_UP, {"scan": card.qr_token})
    assert (answer.status_code, code(answer)) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) > 0
    told = db.session.execute(select(AuditEvent.what).where(AuditEvent.what == "many_cards_not_found")).all()
    assert len(told) == 1
    assert tablet.get(f"{COUNTER}/cards/{card.id}").status_code == 200


def test_a_card_of_another_store_is_not_shown_and_a_scan_of_it_says_where_it_is_valid(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    other = replace(shop, store_id=a_store(shop.merchant_id, name="Kirchberg").id)
    card = a_card(other, scope_store_id=other.store_id)
    staff = a_colleague(other)
    somebody = ProvenStaff(id=staff.id, name=staff.name, role=Role.CASHIER)
    line = add_stamp(AddStamp(actor=other.actor(somebody), card=reference(card))).transaction.id
    tablet = an_open_tablet(app, shop)
    unknown = tablet.get(f"{COUNTER}/cards/987654321")
    for path in (f"{COUNTER}/cards/{card.id}", f"{COUNTER}/cards/{card.id}/points", f"/store/loyalty/cards/{card.id}"):
        answer = tablet.get(path)
        assert (answer.status_code, words(answer)) == (404, words(unknown)), path
    for path in (f"{COUNTER}/transactions/{line}/undo", f"/store/loyalty/transactions/{line}/void"):
        assert (tablet.get(path).status_code, code(tablet.get(path))) == (404, "transaction_unknown"), path
    assert "Ana" not in words(tablet.get(f"{COUNTER}/search?search=ana"))
    scanned = tablet.post(f"{COUNTER}/look-up", {"scan": card.qr_token}, htmx=True)
    assert (scanned.status_code, code(scanned)) == (409, "card_of_other_store")
    assert "Kirchberg" in words(scanned)
    assert "Ana" not in words(scanned)
