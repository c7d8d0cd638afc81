"""The links from which a phone adds passes: signed, short-lived, and what makes the pass."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.edge.pass_links import card_link, customer_link
from loyalty_app.models import WalletPass
from loyalty_app.unit_of_work import clock
from tests.api.tills import a_customer_session, a_till
from tests.doubles.apple import BASE_URL, dev_root
from tests.doubles.pkpass import strictly_verified
from tests.factories import a_card, a_customer, a_shop, a_store


def opened(app: Flask, link: str | None) -> TestResponse:
    assert link is not None
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}" == BASE_URL
    db.session.rollback()
    return app.test_client().get(f"{parts.path}?{parts.query}")


def passes() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(WalletPass)).scalar_one()


def test_a_link_gives_the_pass_and_the_first_opening_makes_it(app: Flask, run_directory: Path) -> None:
    card = a_card(a_shop())
    link = card_link(card.id)
    assert passes() == 0
    first = opened(app, link)
    assert (first.status_code, first.content_type) == (200, "application/vnd.apple.pkpass")
    assert passes() == 1
    assert opened(app, link).data == first.data
    assert passes() == 1
    verified = strictly_verified(first.data, dev_root(run_directory))
    serial = db.session.execute(select(WalletPass.serial)).scalar_one()
    assert verified.content["serialNumber"] == serial


def test_a_link_that_is_not_ours_is_not_found_and_an_old_one_says_so(app: Flask) -> None:
    shop = a_shop()
    mine, other = a_card(shop), a_card(shop)
    link = card_link(mine.id)
    assert link is not None
    until = int(link.partition("until=")[2].partition("&")[0])
    for forged in (
        link.replace(f"card-{mine.id}.", f"card-{other.id}."),
        link.replace(f"card-{mine.id}.pkpass", f"customer-{mine.id}.pkpasses"),
        link.replace(f"until={until}", f"until={until + 3600}"),
        link[:-1] + ("0" if link[-1] != "0" else "1"),
        link.replace("card-", "card-0"),
        link.replace(f"card-{mine.id}", "card-x"),
        link.replace(f"card-{mine.id}", f"card-{'9' * 30}"),
    ):
        assert opened(app, forged).status_code == 404, forged
    with clock.moved_to(clock.now() + timedelta(minutes=59)):
        assert opened(app, link).status_code == 200
    with clock.moved_to(clock.now() + timedelta(minutes=61)):
        expired = opened(app, link)
    assert expired.status_code == 403
    assert expired.json is not None
    assert expired.json["code"] == "page_expired"


def own(app: Flask, address: str, session: str | None) -> TestResponse:
    """An address of the passes with a customer's session in the header, or with none."""
    headers = {"Authorization": f"Bearer {session}"} if session else {}
    db.session.rollback()
    return app.test_client().get(f"/api/v1/loyalty/passes/apple/{address}", headers=headers)


def test_who_is_signed_in_gets_their_own_passes_without_a_link(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop)
    card, session = a_card(shop, customer=person), a_customer_session(person.id)
    made = own(app, f"card-{card.id}.pkpass", session)
    assert (made.status_code, made.content_type) == (200, "application/vnd.apple.pkpass")
    serial = db.session.execute(select(WalletPass.serial)).scalar_one()
    assert own(app, f"{serial}.pkpass", session).data == made.data
    bundle = own(app, f"customer-{person.id}.pkpasses", session)
    assert (bundle.status_code, bundle.content_type) == (200, "application/vnd.apple.pkpasses")


def test_nobody_gets_anothers_pass_nor_learns_that_there_is_one(app: Flask) -> None:
    shop = a_shop()
    owner = a_customer(shop)
    card = a_card(shop, customer=owner)
    own(app, f"card-{card.id}.pkpass", a_customer_session(owner.id))
    serial = db.session.execute(select(WalletPass.serial)).scalar_one()
    mine = [f"card-{card.id}.pkpass", f"{serial}.pkpass", f"customer-{owner.id}.pkpasses"]
    nobodys = ["card-999999.pkpass", f"{'x' * 43}.pkpass", "customer-999999.pkpasses", f"customer-{owner.id}.pkpass"]
    for person in (a_customer(shop), a_customer(a_shop())):
        theirs = a_customer_session(person.id)
        assert {own(app, name, theirs).status_code for name in mine + nobodys} == {404}
    for session in (None, "nobody's"):
        answers = [own(app, name, session) for name in mine + nobodys]
        assert {(one.status_code, (one.json or {})["code"]) for one in answers} == {(401, "unauthenticated")}


def test_a_link_that_is_too_old_still_opens_ones_own_card(app: Flask) -> None:
    shop = a_shop()
    owner, other = a_customer(shop), a_customer(shop)
    sessions = [a_customer_session(person.id) for person in (owner, other)]
    link = (card_link(a_card(shop, customer=owner).id) or "").partition("/passes/apple/")[2]
    with clock.moved_to(clock.now() + timedelta(minutes=61)):
        answers = [own(app, link, session).status_code for session in (*sessions, None)]
    assert answers == [200, 403, 403]


@pytest.mark.parametrize("status", ["merged", "erased"])
def test_a_card_that_is_over_is_not_given_out(app: Flask, status: str) -> None:
    card = a_card(a_shop(), status=status)
    assert opened(app, card_link(card.id)).status_code == 404
    assert passes() == 0


def test_all_cards_of_a_customer_come_in_one_bundle(app: Flask, run_directory: Path) -> None:
    shop = a_shop()
    person = a_customer(shop)
    for store_id in (shop.store_id, a_store(shop.merchant_id).id):
        a_card(shop, customer=person, scope_store_id=store_id)
    a_card(shop)
    answer = opened(app, customer_link(person.id))
    assert (answer.status_code, answer.content_type) == (200, "application/vnd.apple.pkpasses")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as bundle:
        members = [bundle.read(name) for name in bundle.namelist()]
    serials = {strictly_verified(data, dev_root(run_directory)).content["serialNumber"] for data in members}
    assert len(serials) == len(members) == 2


def test_without_configuration_there_is_no_link_and_an_old_one_says_why(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = a_card(a_shop())
    link = card_link(card.id)
    monkeypatch.setitem(app.extensions, "apple_wallet", None)
    assert card_link(card.id) is None
    answer = opened(app, link)
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["code"] == "wallet_not_configured"


def test_a_till_gets_the_link_with_every_card_and_the_state_that_phones_left_it_in(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    till = a_till(app, shop)
    shown = till.get(f"/cards/{card.id}").json
    assert shown is not None
    passes_of_card = shown["card"]["passes"]
    assert passes_of_card["apple"]["state"] == "none"
    assert passes_of_card["google"] == {"state": "none", "add_url": None}
    assert opened(app, passes_of_card["apple"]["add_url"]).status_code == 200
    listed = till.get("/cards").json
    assert listed is not None
    assert listed["items"][0]["passes"]["apple"]["state"] == "offered"
    assert listed["items"][0]["passes"]["apple"]["add_url"].startswith(BASE_URL)
    stamped = till.post("/stamp", {"card_id": card.id}).json
    assert stamped is not None
    assert opened(app, stamped["card"]["passes"]["apple"]["add_url"]).status_code == 200
