"""A new customer at the counter."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import Consent, Customer, LoyaltyCard, Store
from tests.factories import a_card, a_customer, a_shop
from tests.printed import decoded, drawn
from tests.web.tablets import a_key, an_open_tablet, screen, words

ENROLL = "/store/loyalty/enroll"
NORA = {"first_name": "Nora", "last_name": "Weber", "email": "nora@example.com"}


def test_u12_three_fields_make_a_card_with_its_code(app: Flask) -> None:
    tablet = an_open_tablet(app, a_shop())
    form = tablet.get(ENROLL, htmx=True)
    assert screen(form) == "enroll"
    assert form.text.count("<input class=") == 3
    answer = tablet.post(ENROLL, NORA, htmx=True)
    card = db.session.execute(select(LoyaltyCard)).scalar_one()
    assert screen(answer) == "enrolled"
    assert "New card for Nora W." in words(answer)
    assert card.card_number in words(answer).replace(" ", "")
    assert card.qr_token not in answer.text
    (link,) = decoded(drawn(answer.text))
    assert re.fullmatch(r"http://localhost/loyalty/[\w-]+/claim/[\w.-]+", link)


def test_a_double_tap_makes_one_card(app: Flask) -> None:
    tablet = an_open_tablet(app, a_shop())
    form = {**NORA, "request_id": a_key()}
    assert {tablet.post(ENROLL, form, htmx=True).status_code for _ in range(2)} == {200}
    assert db.session.execute(select(func.count()).select_from(LoyaltyCard)).scalar_one() == 1


def test_a_known_address_gets_the_card_it_has(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop, email="Nora@Example.com", email_canonical="nora@example.com", first_name="Nora")
    a_card(shop, customer=person)
    answer = an_open_tablet(app, shop).post(ENROLL, {**NORA, "first_name": "Somebody"}, htmx=True)
    assert "Card found" in words(answer)
    assert "Nora M. has a card already" in words(answer)
    code = db.session.get_one(Store, shop.store_id).code
    assert decoded(drawn(answer.text)) == [f"http://localhost/loyalty/{code}/signin"]
    assert db.session.execute(select(func.count()).select_from(Customer)).scalar_one() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "nora", "Check the e-mail address"),
        ("email", "", "Check the e-mail address"),
        ("email", "a b@c.de", "Check the e-mail address"),
        ("first_name", "x" * 300, "up to 80 characters"),
        ("last_name", "a\u202eb", "up to 80 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    app: Flask, field: str, typed: str, said: str
) -> None:
    answer = an_open_tablet(app, a_shop()).post(ENROLL, {**NORA, field: typed}, htmx=True)
    assert (answer.status_code, screen(answer)) == (422, "enroll")
    assert said in words(answer)
    assert f'id="{field}-error"' in answer.text
    kept = next(value for name, value in NORA.items() if name != field)
    assert f'value="{kept}"' in answer.text
    assert db.session.execute(select(func.count()).select_from(Customer)).scalar_one() == 0


def test_s46_consent_is_asked_apart_and_kept_with_its_words(app: Flask) -> None:
    tablet = an_open_tablet(app, a_shop())
    assert "checked" not in tablet.get(ENROLL).text
    tablet.post(ENROLL, {**NORA, "marketing_consent": "1"})
    consent = db.session.execute(select(Consent)).scalar_one()
    assert (consent.purpose, consent.channel) == ("marketing", "terminal")
    tablet.post(ENROLL, {**NORA, "email": "other@example.com"})
    assert db.session.execute(select(func.count()).select_from(Consent)).scalar_one() == 1


def test_s74_staff_see_how_old_members_are_at_least(app: Flask) -> None:
    assert "Members are at least 16 years old." in words(
        an_open_tablet(app, a_shop(settings={"minimum_age_years": 16})).get(ENROLL)
    )
    assert "years old" not in words(an_open_tablet(app, a_shop()).get(ENROLL))
