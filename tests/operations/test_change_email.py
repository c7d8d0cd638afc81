"""Another address: proven before it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db, snapshot
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import CodeWrong, CustomerUnknown, InvalidInput, StoreUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.ledger.verify import verify
from loyalty_app.models import Customer, Notification, Session
from loyalty_app.operations.change_email import ChangeEmail, EmailCodeSent, change_email
from loyalty_app.operations.open_email_link import OpenEmailLink, open_email_link
from loyalty_app.queries.customer_caller import find_customer
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_customer, a_shop
from tests.operations.phones import BROWSER, OTHER_BROWSER, a_member, ask, enter, join, last_mail, lines_of, mails
from tests.operations.scenes import earned

NEW = "Anna@Example.org"


def change(shop: Shop, customer: CustomerActor, email: str = NEW, **values: Any) -> EmailCodeSent:
    command: dict[str, Any] = {"customer": customer, "store_id": shop.store_id, "browser_token": BROWSER}
    return change_email(ChangeEmail(**command | {"email": email} | values))


def address_of(customer_id: int) -> str | None:
    db.session.rollback()
    return db.session.get_one(Customer, customer_id, populate_existing=True).email


def test_the_new_address_counts_once_it_is_proven_and_the_old_one_is_told(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    change(shop, member)
    assert (last_mail().kind, last_mail().email) == ("confirm_email", NEW)
    assert address_of(member.customer_id) == "ana@example.com"
    signed_in = enter(shop)
    assert (signed_in.purpose, signed_in.was_confirmed, signed_in.was_merged) == ("change_email", True, False)
    assert address_of(member.customer_id) == NEW
    told = db.session.scalars(select(Notification).where(Notification.kind == "email_changed")).one()
    assert (told.email, told.state) == ("ana@example.com", "pending")


def test_known_and_unknown_addresses_run_the_same_statements_s30(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    a_customer(shop, email="known@example.com", email_canonical="known@example.com")
    change(shop, member, "warm@example.com")
    runs = []
    for email in ("known@example.com", "other@example.com"):
        with statements() as seen:
            change(shop, member, email)
        runs.append(seen)
    assert runs[0] == runs[1]
    assert {mail.kind for mail in mails()[-2:]} == {"confirm_email"}


def test_an_address_of_another_card_of_the_same_person_joins_both(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    other = a_card(shop, customer=a_customer(shop, email=NEW, email_canonical=NEW.lower()))
    earned(shop, other, 70)
    change(shop, member)
    signed_in = enter(shop)
    assert (signed_in.was_merged, signed_in.customer_id, signed_in.card_id) == (True, other.customer_id, other.id)
    assert lines_of(other.id)[-1] == ("card_merged", 0, 0)
    assert address_of(member.customer_id) is None


def test_of_two_welcome_bonuses_one_stays_s32(app: Flask) -> None:
    """Otherwise two addresses in turns fill a card without a purchase."""
    shop = a_shop(welcome_bonus_points=50)
    kept = a_member(shop, NEW.lower(), browser="k" * 43)
    member = a_member(shop)
    change(shop, member)
    signed_in = enter(shop)
    assert (signed_in.was_merged, signed_in.customer_id) == (True, kept.customer_id)
    assert signed_in.card_id is not None
    assert lines_of(signed_in.card_id)[-2:] == [("card_merged", 0, 50), ("points_adjustment", 0, -50)]
    db.session.rollback()
    with snapshot() as connection:
        assert verify(connection, shop.merchant_id).faults == ()


def test_who_has_proven_nothing_yet_corrects_what_was_typed_u102(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    joined = join(shop, email="ana@gmial.com")
    caller = find_customer(db.session.connection(), [token_hash(joined.session_token)], clock.now())
    assert caller is not None
    db.session.rollback()
    typo = last_mail()
    change(shop, caller.acting, "ana@gmail.com")
    assert (last_mail().kind, last_mail().email) == ("confirm", "ana@gmail.com")
    assert address_of(caller.id) == "ana@gmail.com"
    with pytest.raises(CodeWrong):
        enter(shop, typo.code, link_token=typo.link_token)
    signed_in = enter(shop)
    assert (signed_in.card_id, signed_in.was_confirmed) == (joined.card.id, True)
    assert lines_of(joined.card.id)[-1] == ("welcome_bonus", 0, 50)


def test_a_correction_to_a_members_address_tells_the_mailbox_alone(app: Flask) -> None:
    shop = a_shop()
    a_member(shop)
    joined = join(shop, email="typo@example.com")
    caller = find_customer(db.session.connection(), [token_hash(joined.session_token)], clock.now())
    assert caller is not None
    db.session.rollback()
    change(shop, caller.acting, "ana@example.com")
    assert last_mail().kind == "confirm_known"
    assert enter(shop).was_merged


def test_within_thirty_seconds_the_first_code_stays(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    first = change(shop, member)
    assert change(shop, member).resend_available_at == first.resend_available_at
    with clock.moved_to(clock.now() + timedelta(seconds=31)):
        assert change(shop, member).resend_available_at > first.resend_available_at


def test_an_old_code_for_the_address_of_before_is_over(app: Flask) -> None:
    """Whoever lost the old mailbox must not be signed in by it after the change."""
    shop = a_shop()
    member = a_member(shop, browser=OTHER_BROWSER)
    old = last_mail()
    change(shop, member)
    enter(shop)
    with pytest.raises(CodeWrong):
        enter(shop, old.code, browser_token=OTHER_BROWSER)


def test_a_changed_address_signs_everybody_out_who_came_in_by_the_old_one(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    ask(shop, browser_token="k" * 43)
    elsewhere = enter(shop, browser_token="k" * 43)
    change(shop, member)
    signed_in = enter(shop)
    assert find_customer(db.session.connection(), [token_hash(elsewhere.session_token)], clock.now()) is None
    found = find_customer(db.session.connection(), [token_hash(signed_in.session_token)], clock.now())
    assert found is not None
    assert found.id == member.customer_id
    assert open_sessions(member.customer_id) == 1


def test_whoever_gets_the_mail_by_a_slip_of_the_finger_does_not_get_the_card(app: Flask) -> None:
    """Neither the link nor the digits work anywhere but where the address was changed; and no try is used up."""
    shop = a_shop()
    member = a_member(shop)
    change(shop, member, "eve@example.com")
    mail = last_mail()
    by_link = OpenEmailLink(link_token=mail.link_token, browser_token="e" * 43)
    attempts: list[Callable[[], object]] = [
        lambda: open_email_link(by_link),
        *[lambda: enter(shop, mail.code, link_token=mail.link_token, browser_token="e" * 43)] * 6,
    ]
    for attempt in attempts:
        with pytest.raises(CodeWrong) as refused:
            attempt()
        assert refused.value.facts == {"asked_elsewhere": True}
    assert address_of(member.customer_id) == "ana@example.com"
    assert open_sessions(member.customer_id) == 1
    assert enter(shop, mail.code).purpose == "change_email"
    assert address_of(member.customer_id) == "eve@example.com"


def open_sessions(customer_id: int) -> int:
    found = select(Session.id).where(Session.customer_id == customer_id, Session.revoked_at.is_(None))
    return len(db.session.scalars(found).all())


def test_what_is_no_address_and_nobodys_request_are_refused(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member = a_member(shop)
    with pytest.raises(InvalidInput):
        change(shop, member, "anna@")
    with pytest.raises(StoreUnknown):
        change(other, member)
    with pytest.raises(CustomerUnknown):
        change(shop, CustomerActor(merchant_id=shop.merchant_id, customer_id=10**9))
