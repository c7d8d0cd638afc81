"""Joining behind the poster: two fields, a card at once, and the same answer for everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.models import Consent, Customer, LoyaltyCard, LoyaltyProgram, MerchantLoyaltySettings, Store
from loyalty_app.operations.publish_terms import PublishTerms, publish_terms
from loyalty_app.unit_of_work import clock
from tests.api.digest import tables
from tests.counting import statements
from tests.factories import Shop, a_card, a_customer, a_shop, a_store
from tests.web.storefront.phones import ANA, a_phone, code_of, hidden_fields, words

TERMS = {
    "en": "Stamps have no cash value.\n\nPoints may expire.",
    "fr": "Les tampons n’ont pas de valeur marchande.",
    "de": "Stempel haben keinen Barwert.",
    "lb": "Stempele si kee Geld wäert.",
}


def people() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Customer)).scalar_one()


def without_numbers(text: str) -> str:
    return re.sub(r"\d{4}", "N", text)


def with_terms(shop: Shop) -> Shop:
    publish_terms(PublishTerms(actor=shop.owner(), body=TERMS, privacy_url="https://cafe.example/privacy"))
    return shop


def require(shop: Shop, **rules: bool) -> Shop:
    program = db.session.get_one(LoyaltyProgram, shop.program_id)
    for name, value in rules.items():
        setattr(program, name, value)
    db.session.commit()
    return shop


def test_the_short_link_of_the_poster_leads_to_joining(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    answer = phone.get(f"/j/{phone.code}")
    assert (answer.status_code, answer.location) == (302, f"/loyalty/{phone.code}/enroll")
    assert phone.get(f"/j/{phone.code.upper()}").location == f"/loyalty/{phone.code}/enroll"


@pytest.mark.parametrize("code", ["nowhere", "..", "x" * 300, "GARE%00", "<b>"])
def test_b075_an_unknown_code_says_to_ask_in_the_shop(app: Flask, code: str) -> None:
    phone = a_phone(app, a_shop())
    for path in (f"/j/{code}", f"/loyalty/{code}/enroll", f"/loyalty/{code}/signin"):
        answer = phone.get(path)
        if answer.status_code == 302:
            answer = phone.get(answer.location)
        assert (answer.status_code, code_of(answer)) == (404, "store_unknown"), path
        assert "Ask in the shop" in words(answer)


def test_b075_a_closed_store_is_unknown(app: Flask) -> None:
    shop = a_shop()
    phone = a_phone(app, shop)
    db.session.get_one(Store, shop.store_id).is_active = False
    db.session.commit()
    assert code_of(phone.page("enroll")) == "store_unknown"


def test_u95_two_fields_and_the_terms_are_all_it_takes(app: Flask) -> None:
    page = a_phone(app, with_terms(a_shop())).page("enroll")
    assert page.status_code == 200
    assert page.text.count(" required") == 3
    assert " checked" not in page.text
    assert "A free coffee" in words(page)
    assert "Stamps have no cash value." in words(page)
    assert 'href="https://cafe.example/privacy"' in page.text
    assert "htmx" not in page.text.replace("hx-history", "")


def test_u95_a_card_at_once(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    answer = phone.join()
    assert (answer.status_code, answer.location) == (303, f"/loyalty/{phone.code}/welcome")
    card = db.session.execute(select(LoyaltyCard)).scalar_one()
    welcome = phone.page("welcome")
    assert "Welcome, Ana" in words(welcome)
    assert " ".join(card.card_number[at : at + 4] for at in (0, 4, 8)) in words(welcome)
    assert "Check your inbox to finish" in words(welcome)
    assert "ana@example.com" in words(welcome)
    assert welcome.headers["Cache-Control"] == "no-store"
    assert db.session.execute(select(Customer.is_provisional)).scalar_one()


def test_b068_a_known_address_hears_the_same(app: Flask) -> None:
    shop = a_shop()
    a_card(shop, customer=a_customer(shop, email="ana@example.com", email_canonical="ana@example.com"))
    new, known = a_phone(app, shop), a_phone(app, shop)
    answers = [new.join(email="new@example.com"), known.join()]
    assert [(one.status_code, one.location, one.data) for one in answers[1:]] == [
        (one.status_code, one.location, one.data) for one in answers[:1]
    ]
    assert sorted(answers[0].headers.keys()) == sorted(answers[1].headers.keys())
    first, second = (words(phone.page("welcome")) for phone in (new, known))
    assert without_numbers(first).replace("new@example.com", "ana@example.com") == without_numbers(second)
    assert "Martins" not in second


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"email": "a@b"}, "email", "Check the e-mail address"),
        ({"email": "a\r\nBcc: b@c.de"}, "email", "Check the e-mail address"),
        ({"email": ""}, "email", "Check the e-mail address"),
        ({"first_name": ""}, "first_name", "Please enter a name up to 80 characters"),
        ({"first_name": "x" * 81}, "first_name", "up to 80 characters"),
        ({"first_name": "A\nBcc: b"}, "first_name", "up to 80 characters"),
        ({"last_name": "a\u202eb"}, "last_name", "up to 80 characters"),
        ({"phone": "call me"}, "phone", "Check the phone number"),
        ({"birth_day": "31", "birth_month": "2"}, "birth_date", "Check the date"),
        ({"birth_day": "12"}, "birth_date", "Check the date"),
        ({"birth_day": "1", "birth_month": "1", "birth_year": "1875"}, "birth_date", "Check the date"),
        ({"terms_accepted": ""}, "terms_accepted", "Please accept the terms"),
    ],
)
def test_u53_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    app: Flask, typed: dict[str, Any], field: str, said: str
) -> None:
    answer = a_phone(app, with_terms(a_shop())).join(**typed, marketing_consent="1")
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'aria-invalid="true"' in answer.text
    assert answer.text.count(" autofocus") == 1
    assert "<title>Error: " in answer.text
    place = "terms_accepted-1" if field == "terms_accepted" else field
    assert f'id="{place}-error"' in answer.text
    for name, value in ANA.items():
        if name not in typed:
            assert f'value="{value}"' in answer.text
    assert 'value="1" checked' in answer.text
    assert people() == 0


@pytest.mark.parametrize("name", ["A", "李", "O'Brien", "Null", "<b>Bo</b>", "=HYPERLINK()", "Zoë 🎉"])
def test_b070_u93_names_of_all_scripts_are_welcome(app: Flask, name: str) -> None:
    phone = a_phone(app, a_shop())
    assert phone.join(first_name=name).status_code == 303
    page = phone.page("welcome")
    assert f"Welcome, {escape(name)}" in page.text
    assert "<b>Bo</b>" not in page.text


def test_b066_a_slip_in_a_well_known_address_is_asked_about_once(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    asked = phone.join(email="ana@gmial.com")
    assert (asked.status_code, code_of(asked)) == (200, "email_typo")
    assert "Did you mean gmail.com?" in words(asked)
    assert people() == 0
    assert phone.join(email="ana@gmial.com", email_checked="ana@gmial.com").status_code == 303
    assert db.session.execute(select(Customer.email)).scalar_one() == "ana@gmial.com"


def test_b066_the_address_that_was_meant_is_one_tap_away(app: Flask) -> None:
    assert a_phone(app, a_shop()).join(email="ana@gmial.com", email_instead="ana@gmail.com").status_code == 303
    assert db.session.execute(select(Customer.email)).scalar_one() == "ana@gmail.com"


def test_b078_a_robot_sees_success_and_nothing_is_stored(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    hurried = phone.send("enroll", seen_at="enroll", after=timedelta(milliseconds=200), **ANA)
    filled = phone.join(join_reference="https://spam.example")
    forged = phone.join(shown_at="1700000000000.forged")
    for answer in (hurried, filled, forged):
        assert (answer.status_code, answer.location) == (303, phone.path("welcome"))
        page = phone.get(answer.location)
        assert page.status_code == 200
        assert "Check your inbox to finish" in words(page)
        assert "segno" not in page.text
    assert people() == 0


def test_b078_a_caught_robot_gets_the_answer_of_a_person_to_the_letter(app: Flask) -> None:
    """Status, headers, names and lengths of cookies; and after the same work, of which no row stays."""
    shop = a_shop()
    person, robot = a_phone(app, shop), a_phone(app, shop)
    person.page("enroll")
    robot.page("enroll")
    with statements() as of_person:
        welcomed = person.join()
    before = tables(app)
    with statements() as of_robot:
        caught = robot.join(join_reference="x", email="bob@example.com")
    assert tables(app) == before
    kept_for_repeats = "INSERT INTO idempotency_keys"
    assert of_robot == [one for one in of_person if not one.startswith(kept_for_repeats)]
    assert seen(caught) == seen(welcomed)
    assert robot.page("dashboard").location == robot.path("signin")


def test_b078_what_a_robot_mistypes_is_told_as_to_anybody(app: Flask) -> None:
    answer = a_phone(app, a_shop()).join(join_reference="x", email="ana@b")
    assert (answer.status_code, code_of(answer)) == (422, None)
    assert 'id="email-error"' in answer.text


def seen(answer: TestResponse) -> tuple[int, list[tuple[str, str]], list[tuple[str, int]]]:
    """What can be seen of an answer without knowing what its secrets are good for."""
    own = {"X-Request-Id", "Set-Cookie"}
    headers = [(name, value) for name, value in answer.headers if name not in own]
    cookies = [cookie.partition(";")[0].partition("=") for cookie in answer.headers.getlist("Set-Cookie")]
    return answer.status_code, headers, sorted((name, len(value)) for name, _, value in cookies if name != "session")


def test_b082_sent_twice_it_is_one_person_with_one_card(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    key = hidden_fields(phone.page("enroll").text)["request_id"]
    first, second = (phone.join(request_id=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert people() == 1
    assert "Welcome, Ana" in words(phone.page("welcome"))


def test_s46_s70_consents_are_asked_apart_and_kept_with_their_words(app: Flask) -> None:
    shop = with_terms(a_shop())
    a_phone(app, shop).join(marketing_consent="1")
    found = {row.purpose: row for row in db.session.execute(select(Consent)).scalars()}
    assert set(found) == {"terms", "marketing"}
    assert found["terms"].wording == "I accept the terms and the privacy policy."
    assert found["terms"].terms_version_id is not None
    assert found["marketing"].wording.endswith("may send me news and offers by e-mail. I can stop this at any time.")
    assert {(row.channel, row.store_id, row.locale) for row in found.values()} == {("qr", shop.store_id, "en")}
    a_phone(app, shop).join(email="other@example.com")
    db.session.rollback()
    assert db.session.execute(select(func.count()).select_from(Consent)).scalar_one() == 3


def test_b074_without_the_news_there_is_a_card_all_the_same(app: Flask) -> None:
    assert a_phone(app, a_shop()).join().status_code == 303


def test_a_merchant_may_ask_for_phone_and_birthday(app: Flask) -> None:
    phone = a_phone(app, require(a_shop(), require_phone=True, require_birth_date=True))
    answer = phone.join()
    assert answer.status_code == 422
    assert 'id="phone-error"' in answer.text
    assert 'id="birth_date-error"' in answer.text
    told: dict[str, Any] = {"phone": "621 123 456", "birth_day": "29", "birth_month": "2"}
    assert phone.join(**told).status_code == 303
    person = db.session.execute(select(Customer)).scalar_one()
    assert (person.phone, person.birth_date) == ("+352621123456", "--02-29")


def test_b076_where_guests_cannot_join_the_staff_is_asked(app: Flask) -> None:
    shop = a_shop(settings={"allow_self_enrollment": False})
    phone = a_phone(app, shop)
    answer = phone.page("enroll")
    assert (answer.status_code, code_of(answer)) == (409, "self_enrollment_disabled")
    assert "Please ask the staff to sign you up." in words(answer)


def test_b076_also_where_it_was_switched_off_meanwhile(app: Flask) -> None:
    shop = a_shop()
    phone = a_phone(app, shop)
    token = phone.page("enroll").text
    assert token
    settings = select(MerchantLoyaltySettings).where(MerchantLoyaltySettings.merchant_id == shop.merchant_id)
    sent_from = phone.page("signin")
    assert sent_from.status_code == 200
    db.session.execute(settings).scalar_one().allow_self_enrollment = False
    db.session.commit()
    answer = phone.send("enroll", seen_at="signin", shown_at="", **ANA)
    assert answer.status_code in (303, 409)
    assert people() == 0


def test_u97_without_cookies_it_says_what_to_do_and_keeps_what_was_typed(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    answer = phone.ask("POST", phone.path("enroll"), data=ANA)
    assert (answer.status_code, code_of(answer)) == (403, "cookies_blocked")
    assert "Open this page in Safari or Chrome" in words(answer)
    assert 'value="ana@example.com"' in answer.text
    assert people() == 0


def test_a_page_that_was_open_too_long_keeps_what_was_typed(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    phone.page("enroll")
    answer = phone.ask("POST", phone.path("enroll"), data=ANA)
    assert (answer.status_code, code_of(answer)) == (403, "page_expired")
    assert 'value="ana@example.com"' in answer.text


def test_b084_u89_languages_are_those_of_the_browser_and_change_in_two_taps(app: Flask) -> None:
    phone = a_phone(app, with_terms(a_shop()))
    page = phone.page("enroll", headers={"Accept-Language": "lb-LU,fr;q=0.8"})
    assert '<html lang="lb"' in page.text
    assert TERMS["lb"] in words(page)
    for junk in ("xx", "../../de", "x" * 100):
        assert '<html lang="en"' in phone.page(f"enroll?lang={junk}", headers={"Accept-Language": junk}).text
    changed = phone.send("enroll?lang=fr", seen_at="enroll", **ANA)
    assert changed.status_code == 200
    assert '<html lang="fr"' in changed.text
    assert 'value="ana@example.com"' in changed.text
    assert people() == 0
    assert '<html lang="fr"' in phone.page("signin").text


def test_who_has_a_card_here_already_is_led_to_it(app: Flask) -> None:
    shop = a_shop()
    phone = a_phone(app, shop)
    assert "You have a card in this browser." not in words(phone.page("enroll"))
    phone.join()
    assert "You have a card in this browser." in words(phone.page("enroll"))
    elsewhere = a_phone(app, a_shop())
    elsewhere.client = phone.client
    assert "You have a card in this browser." not in words(elsewhere.page("enroll"))


def test_a_second_shop_does_not_take_the_first_card_away(app: Flask) -> None:
    first = a_phone(app, a_shop())
    first.join()
    second = a_phone(app, a_shop())
    second.client = first.client
    second.join(first_name="Anna")
    assert "Welcome, Ana" in words(first.page("welcome"))
    assert "Welcome, Anna" in words(second.page("welcome"))


def test_a_card_of_one_store_is_none_at_another_where_cards_are_apart(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    other = a_store(shop.merchant_id)
    db.session.commit()
    phone = a_phone(app, shop)
    phone.join()
    assert "Works at:" in words(phone.page("welcome"))
    assert phone.get(f"/loyalty/{other.code}/dashboard").status_code in (200, 303)


@pytest.mark.parametrize(
    "asked", ["endpoint=x", "_scheme=javascript", "_external=1", "_method=PUT", "_anchor=x", "self=1"]
)
def test_what_stands_behind_the_address_never_chooses_where_a_link_leads(app: Flask, asked: str) -> None:
    phone = a_phone(app, a_shop())
    page = phone.page(f"enroll?{asked}")
    assert page.status_code == 200
    assert f'formaction="{phone.path("enroll")}?{asked}&amp;lang=fr"' in page.text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "I am at least 16 years old and accept the terms and the privacy policy."),
        ("fr", "J’ai au moins 16 ans et j’accepte les conditions et la politique de confidentialité."),
        ("de", "Ich bin mindestens 16 Jahre alt und akzeptiere die Bedingungen und die Datenschutzerklärung."),
        ("lb", "Ech sinn op d’mannst 16 Joer al an akzeptéieren d’Konditiounen an d’Dateschutzerklärung."),
    ],
)
def test_s74_the_age_is_said_in_the_box_of_the_terms_and_kept_with_it(app: Flask, language: str, says: str) -> None:
    phone = a_phone(app, with_terms(a_shop(settings={"minimum_age_years": 16})))
    page = phone.page(f"enroll?lang={language}")
    assert says in re.sub(r" (?=[.,])|(?<=’) ", "", words(page))  # links stand apart
    assert '<a href="#terms">' in page.text
    assert page.text.count(" required") == 3
    phone.join()
    assert [consent.wording for consent in db.session.scalars(select(Consent))] == [says]


def test_s74_without_a_rule_nobody_is_asked_how_old_they_are(app: Flask) -> None:
    assert "years old" not in words(a_phone(app, with_terms(a_shop())).page("enroll"))


def test_s74_a_birthday_that_is_too_young_is_told_beside_it(app: Flask) -> None:
    phone = a_phone(app, a_shop(settings={"minimum_age_years": 16}))
    too_young: dict[str, Any] = {"birth_day": "1", "birth_month": "1", "birth_year": str(clock.now().year - 15)}
    answer = phone.join(**too_young)
    assert answer.status_code == 422
    assert "Joining is possible from the age of 16. Check the year of birth, or come back later." in words(answer)
    assert 'id="birth_date-error"' in answer.text
    assert f'value="{too_young["birth_year"]}"' in answer.text
    assert people() == 0
    assert phone.join(**too_young | {"birth_year": ""}).status_code == 303
    phone.type_code()
    answer = phone.send("privacy/data", seen_at="privacy", first_name="Ana", **too_young)
    assert (answer.status_code, "from the age of 16" in words(answer)) == (422, True)
