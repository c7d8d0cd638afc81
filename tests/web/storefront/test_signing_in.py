"""The way back to a card: six digits or a link from the mail, in the browser that asked (S33, U102)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from limits import parse
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.edge import wrong_codes
from loyalty_app.edge.limits import Limits
from loyalty_app.models import Customer, EmailCode, LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_customer, a_shop, reference
from tests.web.storefront.phones import (
    Phone,
    a_member,
    a_phone,
    code_of,
    hidden_fields,
    newest_code,
    newest_link,
    words,
)

EMAIL = "ana@example.com"


def a_known_member(shop: Shop) -> LoyaltyCard:
    card = a_card(shop, customer=a_customer(shop, email=EMAIL, email_canonical=EMAIL))
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    return card


def ask_for_code(phone: Phone, email: str = EMAIL) -> None:
    answer = phone.send("signin", seen_at="signin", email=email)
    assert (answer.status_code, answer.location) == (303, phone.path("signin/code"))


def wrong_code() -> str:
    return f"{(int(newest_code()) + 1) % 10**6:06}"


def test_the_code_from_the_mail_opens_the_card(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    page = phone.page("signin/code")
    assert EMAIL in words(page)
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    answer = phone.type_code()
    assert (answer.status_code, answer.location) == (303, phone.path("dashboard"))
    assert "1 of 10" in words(phone.page("dashboard"))


@pytest.mark.parametrize("spelling", ["{0} {1}", "{0}-{1}", " {0}{1}\n"])
def test_u30_the_code_may_be_pasted_with_spaces(app: Flask, spelling: str) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    code = newest_code()
    assert phone.type_code(code=spelling.format(code[:3], code[3:])).status_code == 303


def test_an_unknown_address_hears_the_same(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    known, unknown = a_phone(app, shop), a_phone(app, shop)
    ask_for_code(known)
    ask_for_code(unknown, "nobody@example.com")
    pages = [words(phone.page("signin/code")) for phone in (known, unknown)]
    assert pages[0].replace(EMAIL, "nobody@example.com") == pages[1]
    wrong = [phone.type_code(code="000000") for phone in (known, unknown)]
    assert words(wrong[0]).replace(EMAIL, "nobody@example.com") == words(wrong[1])


def test_b079_a_wrong_code_says_how_many_tries_are_left(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    said = [phone.type_code(code=wrong_code()) for _ in range(6)]
    assert {(one.status_code, code_of(one)) for one in said} == {(422, "code_wrong")}
    assert "4 tries left" in words(said[0])
    assert "no longer valid" in words(said[5])
    assert 'aria-invalid="true"' in said[0].text
    assert "<title>Error: " in said[0].text
    assert phone.type_code().status_code == 422


def test_many_wrong_codes_of_many_people_are_a_search_and_the_link_still_works(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes tried at many addresses: beyond the limit digits alone wait, and the page says what to do."""
    app.extensions["limits"] = Limits("memory://")
    monkeypatch.setattr(wrong_codes, "PER_NETWORK", parse("6/hour"))
    shop = a_shop()
    a_known_member(shop)
    for number in range(6):
        robot = a_phone(app, shop)
        ask_for_code(robot, f"somebody{number}@example.com")
        assert robot.type_code(code="000000").status_code == 422
    phone = a_phone(app, shop)
    ask_for_code(phone)
    answer = phone.type_code()
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Open the link in the mail" in words(answer)
    assert 'name="code"' in answer.text
    place = f"signin/link/{newest_link()}"
    assert phone.send(place, seen_at=place).location == phone.path("dashboard")


def test_b079_a_code_is_for_ten_minutes_and_for_once(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    clock.offset += timedelta(minutes=11)
    assert phone.type_code().status_code == 422
    ask_for_code(phone)
    assert phone.type_code().status_code == 303
    phone.send("signout", seen_at="dashboard")
    assert phone.type_code().status_code == 422


def test_b079_a_code_is_for_the_browser_that_asked(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    ask_for_code(a_phone(app, shop))
    assert a_phone(app, shop).type_code().status_code == 422


def test_b080_a_link_is_only_looked_at_by_scanners_and_opened_by_the_person(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    place = f"signin/link/{newest_link()}"
    scanner = a_phone(app, shop)
    for method in ("HEAD", "GET", "GET"):
        assert scanner.ask(method, phone.path(place)).status_code == 200
    answer = phone.send(place, seen_at=place)
    assert (answer.status_code, answer.location) == (303, phone.path("dashboard"))
    assert "1 of 10" in words(phone.page("dashboard"))
    assert phone.send(place, seen_at=place).status_code == 422


def test_s33_a_link_opened_elsewhere_asks_for_the_code(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    ask_for_code(a_phone(app, shop))
    other = a_phone(app, shop)
    place = f"signin/link/{newest_link()}"
    answer = other.send(place, seen_at=place)
    assert (answer.status_code, code_of(answer)) == (422, "code_wrong")
    assert "another browser" in words(answer)
    carried = hidden_fields(answer.text)
    done = other.ask("POST", other.path("signin/code"), data={**carried, "code": newest_code()})
    assert (done.status_code, done.location) == (303, other.path("dashboard"))
    assert "1 of 10" in words(other.page("dashboard"))


@pytest.mark.parametrize("token", ["1.x", "nonsense", "99999999999999999999.a", "1." + "a" * 300])
def test_a_link_that_is_none_of_ours_is_like_one_that_is_over(app: Flask, token: str) -> None:
    phone = a_phone(app, a_shop())
    place = f"signin/link/{token}"
    assert phone.page(place).status_code == 200
    answer = phone.send(place, seen_at=place)
    assert (answer.status_code, code_of(answer)) == (422, "code_wrong")
    assert "no longer valid" in words(answer)


def test_u102_another_code_can_be_asked_for_after_half_a_minute(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    early = phone.send("signin/again", seen_at="signin/code", after=timedelta(seconds=5))
    assert "You can ask for another code in" in words(phone.get(early.location))
    late = phone.send("signin/again", seen_at="signin/code", after=timedelta(seconds=31))
    assert "A new code is on its way" in words(phone.get(late.location))
    assert db.session.execute(select(func.count()).select_from(EmailCode)).scalar_one() == 2
    assert phone.type_code().status_code == 303


def test_u102_a_wrong_address_is_corrected_without_starting_over(app: Flask) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone, "ana@example.con")
    assert 'value="ana@example.con"' in phone.page("signin").text
    ask_for_code(phone)
    assert phone.type_code().status_code == 303


def test_u102_without_an_address_there_is_nothing_to_send_again(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    answer = phone.send("signin/again", seen_at="signin/code")
    assert (answer.status_code, answer.location) == (303, phone.path("signin"))


def test_an_address_that_is_none_is_said_beside_the_field(app: Flask) -> None:
    answer = a_phone(app, a_shop()).send("signin", seen_at="signin", email="a@b")
    assert answer.status_code == 422
    assert "Check the e-mail address" in words(answer)
    assert 'value="a@b"' in answer.text
    assert answer.text.count(" autofocus") == 1


def test_s31_s32_the_code_confirms_a_new_card_and_brings_the_welcome_gift(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    phone = a_phone(app, shop)
    phone.join()
    assert "Confirm your e-mail to keep this card." in words(phone.page("dashboard"))
    assert "0 points" in words(phone.page("dashboard"))
    answer = phone.type_code()
    done = phone.get(answer.location)
    assert "<title>Done: " in done.text
    assert "Your e-mail is confirmed" in words(done)
    assert "50 points" in words(done)
    assert "Confirm your e-mail to keep this card." not in words(done)


def test_s31_the_code_joins_a_new_card_with_the_one_there_was(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    a_known_member(shop)
    phone = a_phone(app, shop)
    phone.join(first_name="Anna")
    new = db.session.execute(select(LoyaltyCard).order_by(LoyaltyCard.id.desc()).limit(1)).scalar_one()
    add_stamp(AddStamp(actor=shop.actor(), card=reference(new)))
    answer = phone.get(phone.type_code().location)
    assert "Your cards are one now" in words(answer)
    assert "2 of 10" in words(answer)
    assert "Ana M." in words(answer)


def test_u102_the_confirmation_comes_once_more(app: Flask) -> None:
    phone = a_phone(app, a_shop())
    phone.join()
    phone.send("signin/again", seen_at="dashboard", after=timedelta(seconds=31))
    assert db.session.execute(select(func.count()).select_from(EmailCode)).scalar_one() == 2
    assert phone.type_code().status_code == 303
    db.session.rollback()
    assert not db.session.execute(select(Customer.is_provisional)).scalar_one()


def test_s28_after_signing_out_a_copied_cookie_opens_nothing(app: Flask) -> None:
    phone = a_member(app, a_shop())
    cookie = phone.client.get_cookie("customer")
    assert cookie is not None
    answer = phone.send("signout", seen_at="dashboard")
    assert (answer.status_code, answer.location) == (303, phone.path("signin"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    phone.client.set_cookie("customer", cookie.value)
    assert phone.page("dashboard").location == phone.path("signin")


@pytest.mark.parametrize("page", ["welcome", "dashboard", "code", "history", "privacy", "privacy/leave"])
def test_who_is_not_signed_in_is_sent_to_the_way_back(app: Flask, page: str) -> None:
    phone = a_phone(app, a_shop())
    answer = phone.page(page)
    assert (answer.status_code, answer.location) == (303, phone.path("signin"))


def test_s33_the_address_is_in_no_url_and_in_no_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    shop = a_shop()
    a_known_member(shop)
    phone = a_phone(app, shop)
    ask_for_code(phone)
    code = newest_code()
    phone.type_code()
    assert "ana" not in caplog.text.lower()
    assert code not in caplog.text
