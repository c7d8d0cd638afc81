"""My data: put it right, another e-mail, what I agreed to, take it along, leave; each within three taps."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from loyalty_app.db import db
from loyalty_app.models import Consent, Customer, LoyaltyCard, MerchantLoyaltySettings, Notification
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_customer, a_shop, reference
from tests.web.storefront.phones import ANA, Phone, a_member, a_phone, code_of, newest_link, words


def ana() -> Customer:
    db.session.rollback()
    return db.session.execute(select(Customer).order_by(Customer.id.desc()).limit(1)).scalar_one()


def with_a_balance(shop: Shop) -> None:
    card = reference(db.session.execute(select(LoyaltyCard)).scalar_one())
    for _ in range(3):
        add_stamp(AddStamp(actor=shop.actor(), card=card))
    earn_points(EarnPoints(actor=shop.actor(), card=card, purchase_amount_cents=5_000))


def hrefs(page: str) -> set[str]:
    return set(re.findall(r'(?:href|action)="([^"#?]+)"', page))


def test_u101_everything_is_at_most_three_taps_from_the_card(app: Flask) -> None:
    phone = a_member(app, a_shop())
    assert phone.path("privacy") in hrefs(phone.page("dashboard").text)
    actions = hrefs(phone.page("privacy").text)
    for name in ("privacy/data", "privacy/email", "privacy/consent", "privacy/export", "privacy/export.json"):
        assert phone.path(name) in actions
    assert phone.path("privacy/leave") in actions
    assert phone.path("privacy/leave") in hrefs(phone.page("privacy/leave").text)


def test_what_is_wrong_can_be_put_right(app: Flask) -> None:
    phone = a_member(app, a_shop())
    typed: dict[str, Any] = {
        "first_name": "Anna",
        "last_name": "Weber",
        "phone": "621 123 456",
        "birth_day": "31",
        "birth_month": "3",
    }
    answer = phone.send("privacy/data", seen_at="privacy", **typed)
    assert (answer.status_code, answer.location) == (303, f"{phone.path('privacy')}?done=saved")
    page = phone.get(answer.location)
    assert "Your data is saved." in words(page)
    assert "<title>Done: " in page.text
    for value in ("Anna", "Weber", "+352621123456", "31"):
        assert f'value="{value}"' in page.text
    assert '<option value="3" selected>March' in page.text
    person = ana()
    assert (person.first_name, person.last_name, person.birth_date) == ("Anna", "Weber", "--03-31")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"first_name": ""}, "first_name", "Please enter a name"),
        ({"phone": "call me"}, "phone", "Check the phone number"),
        ({"birth_day": "31", "birth_month": "2"}, "birth_date", "Check the date"),
    ],
)
def test_u53_what_cannot_be_right_is_said_beside_its_field(
    app: Flask, typed: dict[str, Any], field: str, said: str
) -> None:
    phone = a_member(app, a_shop())
    answer = phone.send("privacy/data", seen_at="privacy", **({"first_name": "Ana", "last_name": "Kept"} | typed))
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'id="{field}-error"' in answer.text
    assert 'value="Kept"' in answer.text
    assert answer.text.count(" autofocus") == 1
    assert f'href="{phone.path("privacy")}?lang=fr"' in answer.text
    assert ana().last_name is None


def test_a_new_e_mail_counts_once_it_is_confirmed_and_the_old_one_is_told(app: Flask) -> None:
    phone = a_member(app, a_shop())
    answer = phone.send("privacy/email", seen_at="privacy", email="new@example.com")
    assert (answer.status_code, answer.location) == (303, phone.path("signin/code"))
    assert "new@example.com" in words(phone.page("signin/code"))
    assert ana().email == "ana@example.com"
    done = phone.get(phone.type_code().location)
    assert "Your new e-mail is confirmed." in words(done)
    assert ana().email == "new@example.com"
    assert "email_changed" in db.session.execute(select(Notification.kind)).scalars().all()


def test_an_e_mail_that_is_none_is_said_beside_the_field(app: Flask) -> None:
    phone = a_member(app, a_shop())
    answer = phone.send("privacy/email", seen_at="privacy", email="a@b")
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="a@b"' in answer.text


def test_u102_who_joined_with_a_wrong_address_corrects_it_without_starting_over(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    phone.join(email="ana@example.con")
    assert phone.send("privacy/email", seen_at="privacy", email="ana@example.com").status_code == 303
    assert phone.type_code().status_code == 303
    person = ana()
    assert (person.email, person.is_provisional) == ("ana@example.com", False)


def test_s70_consents_are_shown_with_their_words_and_withdrawn_as_easily_as_given(app: Flask) -> None:
    phone = a_member(app, a_shop(), marketing_consent="1")
    page = words(phone.page("privacy"))
    assert "may send me news and offers by e-mail. I can stop this at any time." in page
    assert "Given on" in page
    off = phone.send("privacy/consent", seen_at="privacy", marketing_consent="0")
    assert "You get no more news." in words(phone.get(off.location))
    assert "withdrawn on" in words(phone.page("privacy"))
    on = phone.send("privacy/consent", seen_at="privacy", marketing_consent="1")
    assert "You get the news from now on." in words(phone.get(on.location))
    db.session.rollback()
    news = db.session.execute(select(Consent.withdrawn_at).where(Consent.purpose == "marketing").order_by(Consent.id))
    assert [moment is None for moment in news.scalars()] == [False, True]


def test_s71_everything_is_there_to_read_and_as_a_file_and_nobody_else(app: Flask) -> None:
    shop = a_shop()
    a_card(shop, customer=a_customer(shop, first_name="Canary", email="canary@example.com"))
    phone = a_phone(app, shop)
    phone.join()
    phone.type_code()
    page = phone.send("privacy/export", seen_at="privacy")
    assert page.status_code == 200
    for said in ("ana@example.com", "What happened to my cards", "I accept the terms", "Card number"):
        assert said in words(page)
    file = phone.send("privacy/export.json", seen_at="privacy")
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert file.headers["Cache-Control"] == "no-store"
    everything: dict[str, Any] = json.loads(file.data)
    assert everything["customer"]["email"] == "ana@example.com"
    assert "canary" not in file.text.lower()
    assert "canary" not in page.text.lower()


def test_s72_leaving_names_what_is_lost_and_then_everything_is_gone(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    phone = a_member(app, shop, first_name="Canaria", email="canary@example.com")
    with_a_balance(shop)
    question = words(phone.page("privacy/leave"))
    assert "This cannot be undone. You lose:" in question
    assert "3 of 10 stamps" in question
    assert "500" in question
    answer = phone.send("privacy/leave", seen_at="privacy/leave")
    assert (answer.status_code, answer.location) == (303, phone.path("goodbye"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    goodbye = phone.page("goodbye")
    assert "Your card and your data are gone" in words(goodbye)
    assert "canar" not in goodbye.text.lower()
    assert phone.page("dashboard").location == phone.path("signin")
    for table in ("customers", "notifications", "email_codes", "consents", "sessions", "idempotency_keys"):
        rows = db.session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608  names of ours
        assert "canar" not in str(rows).lower(), table


def test_b085_who_left_may_join_again_with_an_empty_card(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    phone = a_member(app, shop)
    with_a_balance(shop)
    phone.send("privacy/leave", seen_at="privacy/leave")
    assert phone.join().status_code == 303
    phone.type_code()
    assert "0 of 10" in words(phone.page("dashboard"))
    assert "+1 stamp" not in words(phone.page("history"))


def test_a_new_address_is_not_confirmed_in_a_strangers_browser(app: Flask) -> None:
    """Whoever gets the mail by a slip of the finger is told where its code belongs, and that is all."""
    shop = a_shop()
    phone, stranger = a_member(app, shop), a_phone(app, shop)
    phone.send("privacy/email", seen_at="privacy", email="eve@example.com")
    place = f"signin/link/{newest_link()}"
    answer = stranger.send(place, seen_at=place)
    assert (answer.status_code, code_of(answer)) == (422, "code_wrong")
    assert "in the browser where you changed it" in words(answer)
    assert 'name="code"' not in answer.text
    assert "ana" not in answer.text.lower()
    assert ana().email == "ana@example.com"


def test_a_changed_address_signs_other_devices_out(app: Flask) -> None:
    shop = a_shop()
    phone, laptop = a_member(app, shop), a_phone(app, shop)
    laptop.send("signin", seen_at="signin", email="ana@example.com")
    assert laptop.type_code().status_code == 303
    assert laptop.page("dashboard").status_code == 200
    phone.send("privacy/email", seen_at="privacy", email="new@example.com")
    answer = phone.type_code()
    assert "On other devices, sign in again." in words(phone.get(answer.location))
    assert laptop.page("dashboard").location == laptop.path("signin")


@pytest.mark.parametrize(
    "name", ["privacy/data", "privacy/email", "privacy/consent", "privacy/export", "privacy/leave"]
)
def test_s40_nothing_is_changed_without_the_pages_own_token(app: Flask, name: str) -> None:
    phone = a_member(app, a_shop())
    answer = phone.ask("POST", phone.path(name), data=ANA | {"csrf_token": "forged"})
    assert (answer.status_code, code_of(answer)) == (403, "page_expired")
    assert ana().first_name == "Ana"
    assert phone.page("dashboard").status_code == 200


def test_s45_mails_to_new_addresses_are_counted_by_browser_not_by_card(app: Flask) -> None:
    """Whoever joins again and again must not write to ten strangers with each card."""
    phone, statuses = a_phone(app, a_shop()), []
    for joined in range(2):
        phone.join(email=f"mallory{joined}@example.com")
        for number in range(6):
            stranger = f"stranger{joined}{number}@example.com"
            answer = phone.send("privacy/email", seen_at="privacy", after=timedelta(0), email=stranger)
            statuses.append(answer.status_code)
    assert statuses == [303] * 10 + [429] * 2


def kept(phone: Phone, language: str = "en") -> str:
    """How long the page says that all of it is kept."""
    page = phone.page(f"privacy?lang={language}").text
    found = re.search(r'<section[^>]+aria-labelledby="kept-words">.*?<p class="meta">(.*?)</p>', page, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "36 months have passed without a visit or a sign-in: as of today until 8 March 2029. We write to you"),
        (
            "fr",
            "36 mois soient passés sans visite ni connexion\u00a0: à ce jour, jusqu’au 8 mars 2029. Nous vous écrivons",
        ),
        ("de", "36 Monate ohne Besuch oder Anmeldung vergangen sind: nach heutigem Stand bis zum 8. März 2029. Wir"),
        ("lb", "36 Méint ouni Besuch oder Umeldung vergaange sinn: Stand haut bis den 8. Mäerz 2029. Mir schreiwen"),
    ],
)
def test_s73_how_long_all_of_it_is_kept_is_said_with_its_day(app: Flask, language: str, says: str) -> None:
    with clock.moved_to(datetime(2026, 3, 8, 9, 0, tzinfo=UTC)):
        assert says in kept(a_member(app, a_shop()), language)


def test_s73_a_visit_moves_the_day(app: Flask) -> None:
    with clock.moved_to(datetime(2026, 3, 8, 9, 0, tzinfo=UTC)):
        shop = a_shop(settings={"inactive_months": 12})
        phone = a_member(app, shop)
        assert "until 8 March 2027." in kept(phone)
    with clock.moved_to(datetime(2026, 4, 10, 9, 0, tzinfo=UTC)):
        card = reference(db.session.execute(select(LoyaltyCard)).scalar_one())
        add_stamp(AddStamp(actor=shop.actor(), card=card))
        assert "until 10 April 2027." in kept(phone)


def test_s73_it_says_so_where_nothing_ends_where_nobody_can_be_reminded_and_where_nothing_is_proven(app: Flask) -> None:
    phone = a_member(app, a_shop())
    db.session.execute(update(MerchantLoyaltySettings).values(inactive_months=None))
    db.session.commit()
    assert kept(phone) == "Until you leave."
    shop = a_shop()
    phone = a_phone(app, shop)
    phone.join()
    assert kept(phone) == "As long as your e-mail is not confirmed: for 90 days after your last visit."
    phone.type_code()
    db.session.execute(update(Customer).values(email=None, email_canonical=None))
    db.session.commit()
    assert kept(phone).endswith("Without an e-mail address we cannot remind you.")
