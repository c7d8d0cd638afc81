"""What people and robots type when they join: each gets its code and sentence, and nothing is written (B065–B073)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.models import Customer
from loyalty_app.unit_of_work import clock
from tests.api.digest import tables
from tests.api.guests import ANA, STOREFRONT, a_guest, ask_for_a_code, join
from tests.api.tills import store_code
from tests.factories import a_shop

EMAIL = "Check the e-mail address, for example ana@example.com."
NAME = "Please enter a name up to 80 characters."
DATE = "Check the date – day, then month, then year."
PHONE = "Check the phone number, for example +352 621 123 456."
TERMS = "Please accept the terms to join."

BAD: list[tuple[str, str, Any, str, str]] = [
    *[
        ("B065", "email", value, "email_invalid", EMAIL)
        for value in ("", "a", "a@", "a@b", "a b@c.de", "a@b..de", "x" * 250 + "@example.com", "ana@exa mple.com")
    ],
    *[
        ("B067", "email", value, code, said)
        for value, code, said in (
            ("ana@example.com\nBcc: eve@example.com", "email_invalid", EMAIL),
            ("ana@example.com\r\nBcc: eve@example.com", "email_invalid", EMAIL),
            ("ana\u2028@example.com", "email_invalid", EMAIL),
        )
    ],
    ("B067", "first_name", "Ana\r\nBcc: eve@example.com", "name_invalid", NAME),
    ("B070", "first_name", "", "name_invalid", NAME),
    ("B070", "first_name", "   ", "name_invalid", NAME),
    ("B070", "first_name", "x" * 300, "name_invalid", NAME),
    ("B070", "first_name", "\u202eanA", "character_not_allowed", ""),
    ("B070", "last_name", "x" * 81, "name_invalid", NAME),
    *[
        ("B071", "birth_date", value, "date_invalid", DATE)
        for value in ("1990-02-31", "1875-01-01", "12/13/1990", "--02-31", "--13-01", "yesterday")
    ],
    *[("B072", "phone", value, "phone_invalid", PHONE) for value in ("abc", "0" * 40, "+352 ", "12")],
    ("B073", "terms_accepted", False, "terms_required", TERMS),
    ("B073", "terms_accepted", None, "field_type", ""),
    ("B073", "terms_accepted", "yes", "field_type", ""),
]


@pytest.fixture(autouse=True)
def unhurried(app: Flask) -> None:
    """Every test counts its requests from zero."""
    app.extensions["limits"] = Limits("memory://")


@pytest.mark.parametrize(
    ("field", "value", "code", "said"),
    [bad[1:] for bad in BAD],
    ids=[f"{bad[0].lower()}-{number}" for number, bad in enumerate(BAD)],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(
    app: Flask, field: str, value: Any, code: str, said: str
) -> None:
    shop = a_shop()
    before = tables(app)
    answer = join(app, shop, **{field: value})
    assert answer.json is not None
    assert answer.status_code == 422, answer.json
    (problem,) = answer.json["errors"]
    assert (problem["field"], problem["code"]) == (field, code)
    assert problem["detail"] == said or not said
    assert tables(app) == before


def test_b071_tomorrow_is_no_birthday(app: Flask) -> None:
    answer = join(app, a_shop(), birth_date=(clock.now() + timedelta(days=2)).date().isoformat())
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "date_invalid")


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("first_name", "A", "A"),
        ("first_name", "O'Brien", "O'Brien"),
        ("first_name", "李", "李"),
        ("first_name", "Null", "Null"),
        ("first_name", "<b>Ana</b>", "<b>Ana</b>"),
        ("first_name", "=HYPERLINK()", "=HYPERLINK()"),
        ("first_name", "Ana 🎉", "Ana 🎉"),
        ("birth_date", "2000-02-29", "2000-02-29"),
        ("birth_date", "--02-29", "--02-29"),
        ("birth_date", "13/12/1990", "1990-12-13"),
        ("phone", "00352 621 123 456", "+352621123456"),
        ("phone", "+352 621-123-456", "+352621123456"),
        ("email", "Ana+Tag@Example.COM", "Ana+Tag@Example.COM"),
        ("email", "ana@gmial.com", "ana@gmial.com"),
        ("email", "ana@mailinator.com", "ana@mailinator.com"),
    ],
)
def test_b066_b069_b070_b072_b083_what_people_are_called_is_kept(
    app: Flask, field: str, value: str, stored: str
) -> None:
    assert join(app, a_shop(), **{field: value}).status_code == 202
    assert getattr(db.session.query(Customer).one(), field) == stored


def test_b069_people_whose_addresses_look_alike_are_different_people(app: Flask) -> None:
    shop = a_shop()
    for email in ("ana@example.com", "аna@example.com", "ana+x@example.com"):
        join(app, shop, email=email)
    canonical = {person.email_canonical for person in db.session.query(Customer)}
    assert len(canonical) == 3


@pytest.mark.parametrize("locale", ["xx", "../../de", "x" * 100, ""])
def test_b084_a_language_we_do_not_speak_falls_back(app: Flask, locale: str) -> None:
    assert join(app, a_shop(), locale=locale).status_code == 202
    assert db.session.query(Customer).one().locale in ("en", "fr", "de", "lb")


def test_b081_a_host_that_is_not_ours_gets_no_mail_sent(app: Flask) -> None:
    shop = a_shop()
    before = tables(app)
    answer = a_guest(app).ask(
        "POST", f"{STOREFRONT}/enroll", json={"store_code": store_code(shop), **ANA}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    assert tables(app) == before


@pytest.mark.parametrize("email", ["", "a@b", "ana@example.com\r\nBcc: eve@example.com"])
def test_b065_b067_the_address_for_a_code_is_checked_alike(app: Flask, email: str) -> None:
    answer = ask_for_a_code(app, a_shop(), email)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "email_invalid")


def test_all_that_is_wrong_is_said_at_once(app: Flask) -> None:
    answer = join(app, a_shop(), email="a@", first_name="", phone="abc", terms_accepted=False)
    assert answer.json is not None
    assert {problem["field"] for problem in answer.json["errors"]} == {"email", "first_name", "phone", "terms_accepted"}
