"""Asking for a code: the same answer for everybody, one mail where somebody has the address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput, StoreUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Customer, EmailCode, Notification
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.queries.customer_caller import find_customer
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import a_customer, a_shop
from tests.operations.phones import BROWSER, OTHER_BROWSER, a_member, ask, enter, join, last_mail, mails


def test_a_member_gets_a_mail_and_nobody_else_does(app: Flask) -> None:
    shop = a_shop()
    a_customer(shop, email="Ana@Example.com", email_canonical="ana@example.com")
    asked = ask(shop, email="ANA@example.com", locale="fr")
    mail = last_mail()
    assert (mail.kind, mail.email, mail.state) == ("sign_in", "ANA@example.com", "pending")
    assert timedelta(seconds=29) < asked.resend_available_at - clock.now() <= timedelta(seconds=30)
    ask(shop, email="nobody@example.com")
    assert (last_mail().state, last_mail().email) == ("withheld", None)


def test_known_and_unknown_addresses_run_the_same_statements_s30(app: Flask) -> None:
    shop = a_shop()
    a_customer(shop, email="known@example.com", email_canonical="known@example.com")
    ask(shop, email="warm@example.com")
    runs = []
    for email in ("known@example.com", "other@example.com"):
        with statements() as seen:
            ask(shop, email=email)
        runs.append(seen)
    assert runs[0] == runs[1]


def test_another_merchants_member_is_unknown_here_s08(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    a_customer(there, email="ana@example.com", email_canonical="ana@example.com")
    ask(here)
    assert last_mail().state == "withheld"


def test_within_thirty_seconds_the_first_code_stays_u102(app: Flask) -> None:
    shop = a_shop()
    a_customer(shop, email="ana@example.com", email_canonical="ana@example.com")
    first = ask(shop)
    assert ask(shop).resend_available_at == first.resend_available_at
    assert len(mails()) == 1
    ask(shop, browser_token=OTHER_BROWSER)
    assert len(mails()) == 2
    with clock.moved_to(clock.now() + timedelta(seconds=31)):
        ask(shop)
    assert len(mails()) == 3


def test_five_mails_an_hour_and_then_silence_s33(app: Flask) -> None:
    shop = a_shop()
    a_member(shop)
    began = clock.now()
    for minute in range(1, 9):
        with clock.moved_to(began + timedelta(minutes=minute)):
            ask(shop)
    assert len(mails()) == 5
    with clock.moved_to(began + timedelta(minutes=8, seconds=40)):
        assert enter(shop).customer_id  # the last mail that came still counts
    with clock.moved_to(began + timedelta(minutes=70)):
        ask(shop)
    assert len(mails()) == 6


def test_joining_and_leaving_in_turns_gives_no_sixth_mail_and_no_code_to_guess_at_s33(app: Flask) -> None:
    shop = a_shop()
    a_member(shop, "victim@example.com")
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        written = 0
        for _turn in range(8):
            before = len(mails())
            joined = join(shop, email="victim@example.com")
            written += len(mails()) - before
            db.session.rollback()
            person = find_customer(db.session.connection(), [token_hash(joined.session_token)], clock.now())
            assert person is not None
            db.session.rollback()
            erase_customer(EraseCustomer(actor=person.acting, customer_id=person.id, confirmed=True))
        assert written == 5


def test_the_confirmation_is_sent_again_for_the_card_of_this_browser(app: Flask) -> None:
    shop = a_shop()
    joined = join(shop)
    join(shop, browser_token=OTHER_BROWSER)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        ask(shop, purpose="confirm")
        assert last_mail().kind == "confirm"
        assert enter(shop).card_id == joined.card.id


def test_a_browser_that_joined_with_nothing_gets_the_usual_code(app: Flask) -> None:
    shop = a_shop()
    a_customer(shop, email="ana@example.com", email_canonical="ana@example.com")
    ask(shop, purpose="confirm")
    assert last_mail().kind == "sign_in"


def test_no_two_codes_are_derived_from_the_same(app: Flask) -> None:
    shop = a_shop()
    for number in range(5):
        ask(shop, email=f"p{number}@example.com")
    rows = db.session.execute(select(EmailCode.id, EmailCode.nonce, EmailCode.browser_hash)).all()
    assert len({row.nonce for row in rows}) == 5
    assert len({mail_codes.link_token(row.id, row.nonce) for row in rows}) == 5
    assert BROWSER not in {row.browser_hash for row in rows}


def test_no_address_and_no_store_is_refused_without_a_trace(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput):
        ask(shop, email="ana@")
    with pytest.raises(StoreUnknown):
        ask(shop, store_id=10**9)
    for kind in (EmailCode, Notification, Customer):
        assert db.session.scalar(select(func.count()).select_from(kind)) == 0
