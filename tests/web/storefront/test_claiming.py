"""Staff sign somebody up, and the code on the screen opens the card on that person's phone (U12)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard, Session
from loyalty_app.operations.claim_card import claim_token
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop
from tests.printed import decoded, drawn
from tests.web.storefront.phones import a_phone, code_of, store_code, words
from tests.web.tablets import an_open_tablet

NORA = {"first_name": "Nora", "last_name": "Weber", "email": "nora@example.com"}


def sessions() -> int:
    db.session.rollback()
    of_customers = select(func.count()).select_from(Session).where(Session.kind == "customer")
    return db.session.execute(of_customers).scalar_one()


def a_link(shop: Shop, *, seconds_ago: int = 0) -> str:
    command = EnrollCustomer(actor=shop.actor(), email=NORA["email"], first_name="Nora", last_name="Weber")
    card = enroll_customer(command).card
    return "claim/" + claim_token(shop.store_id, card.id, clock.now() - timedelta(seconds=seconds_ago))


def test_u12_what_the_tablet_shows_opens_the_card_on_the_phone(app: Flask) -> None:
    shop = a_shop()
    shown = an_open_tablet(app, shop).post("/store/loyalty/enroll", NORA, htmx=True)
    (link,) = decoded(drawn(shown.text))
    path = urlsplit(link).path.removeprefix(f"/loyalty/{store_code(shop)}/")
    phone = a_phone(app, shop)
    assert "Open my card" in words(phone.page(path))
    answer = phone.send(path, seen_at=path)
    assert (answer.status_code, answer.location) == (303, phone.path("welcome"))
    number = db.session.execute(select(LoyaltyCard.card_number)).scalar_one()
    assert number in words(phone.page("dashboard")).replace(" ", "").replace("-", "")


def test_b080_looking_at_the_link_claims_nothing(app: Flask) -> None:
    shop = a_shop()
    link, scanner, phone = a_link(shop), a_phone(app, shop), a_phone(app, shop)
    for _ in range(3):
        assert scanner.page(link).status_code == 200
    assert sessions() == 0
    assert phone.send(link, seen_at=link).status_code == 303


def test_the_second_phone_is_told_to_sign_in(app: Flask) -> None:
    shop = a_shop()
    link, first, second = a_link(shop), a_phone(app, shop), a_phone(app, shop)
    first.send(link, seen_at=link)
    answer = second.send(link, seen_at=link)
    assert (answer.status_code, code_of(answer)) == (422, "code_wrong")
    assert "Sign in with your e-mail" in words(answer)
    assert second.page("dashboard").status_code == 303
    assert first.send(link, seen_at=link).status_code == 303
    assert sessions() == 1


def test_a_link_of_eleven_minutes_ago_and_one_that_is_none_are_over(app: Flask) -> None:
    shop = a_shop()
    phone = a_phone(app, shop)
    for link in (a_link(shop, seconds_ago=660), "claim/1.9999999999.x", "claim/nothing"):
        assert phone.send(link, seen_at=link).status_code == 422
    assert sessions() == 0


def test_s40_nothing_is_claimed_without_the_pages_own_token(app: Flask) -> None:
    shop = a_shop()
    phone = a_phone(app, shop)
    assert phone.client.post(phone.path(a_link(shop)), data={}).status_code == 403
    assert sessions() == 0
