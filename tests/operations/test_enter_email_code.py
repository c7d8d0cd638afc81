"""Typing the code: once, the newest, ten minutes, five tries, in the browser that asked; and what it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardBlocked, CardReplaced, CardUnknown, CodeWrong, StoreUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Consent, Customer, IdempotencyKey, LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.queries.card_view import find_card
from loyalty_app.queries.customer_caller import CustomerCaller, find_customer
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_customer, a_shop, a_store
from tests.operations.phones import OTHER_BROWSER, a_member, ask, enter, join, last_mail, lines_of, mails
from tests.operations.scenes import KEY, earned, stamped

WRONG = "000000"


def caller(token: str) -> CustomerCaller | None:
    return find_customer(db.session.connection(), [token_hash(token)], clock.now())


def tries_left(refused: pytest.ExceptionInfo[CodeWrong]) -> object:
    return refused.value.facts["tries_left"]


def wrong_code() -> str:
    return WRONG if last_mail().code != WRONG else "111111"


# ── confirming ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_address_is_confirmed_and_welcomed_once_s32(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    joined = join(shop)
    signed_in = enter(shop)
    assert (signed_in.was_confirmed, signed_in.was_merged, signed_in.purpose) == (True, False, "confirm")
    assert signed_in.card_id == joined.card.id
    assert lines_of(joined.card.id) == [("card_created", 0, 0), ("welcome_bonus", 0, 50)]
    person = db.session.get_one(Customer, signed_in.customer_id)
    assert not person.is_provisional
    assert person.email_verified_at is not None


def test_the_session_of_joining_ends_and_a_new_one_begins(app: Flask) -> None:
    shop = a_shop()
    joined = join(shop)
    signed_in = enter(shop)
    assert caller(joined.session_token) is None
    found = caller(signed_in.session_token)
    assert found is not None
    assert (found.card_id, found.is_provisional) == (joined.card.id, False)


@pytest.mark.parametrize("how", [" {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_spaces_around_and_between_are_no_mistake(app: Flask, how: str) -> None:
    shop = a_shop()
    join(shop)
    assert enter(shop, how.format(last_mail().code)).was_confirmed


def test_a_known_address_joins_the_card_there_is_by_lines_s31(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    card = a_card(shop, customer=a_customer(shop, email="ana@example.com", email_canonical="ana@example.com"))
    earned(shop, card, 100)
    joined = join(shop, marketing_consent=True, marketing_wording="Send me news.")
    add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=joined.card.qr_code)))
    signed_in = enter(shop)
    assert (signed_in.was_confirmed, signed_in.was_merged, signed_in.card_id) == (False, True, card.id)
    assert lines_of(joined.card.id) == [("card_created", 0, 0), ("stamp_earned", 1, 0), ("card_merged", -1, 0)]
    assert lines_of(card.id) == [("points_earned", 0, 100), ("card_merged", 1, 0)]
    with pytest.raises(CardReplaced):
        find_card(db.session.connection(), shop.actor(), CardReference(qr_code=joined.card.qr_code), clock.now())
    consents = db.session.execute(select(Consent.customer_id, Consent.purpose).order_by(Consent.id)).all()
    assert [tuple(row) for row in consents] == [(card.customer_id, "terms"), (card.customer_id, "marketing")]
    left = db.session.scalars(select(Customer).where(Customer.deleted_at.is_not(None))).one()
    assert (left.first_name, left.email, left.email_canonical) == (None, None, None)


def test_what_a_member_said_of_themselves_stays(app: Flask) -> None:
    shop = a_shop()
    member = a_customer(shop, email="ana@example.com", email_canonical="ana@example.com", first_name="Ana")
    a_card(shop, customer=member)
    join(shop, first_name="Somebody", phone="621 123 456")
    enter(shop)
    db.session.refresh(member)
    assert (member.first_name, member.phone) == ("Ana", None)


def test_a_card_of_another_store_changes_hands_as_it_is(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    member = a_customer(shop, email="ana@example.com", email_canonical="ana@example.com")
    first = a_card(shop, customer=member, scope_store_id=shop.store_id)
    elsewhere = a_store(shop.merchant_id)
    db.session.commit()
    there = join(shop, store_id=elsewhere.id)
    signed_in = enter(shop, store_id=elsewhere.id)
    assert (signed_in.was_merged, signed_in.card_id) == (True, there.card.id)
    assert lines_of(there.card.id) == [("card_created", 0, 0)]
    owners = db.session.execute(select(LoyaltyCard.id, LoyaltyCard.customer_id)).all()
    assert {tuple(row) for row in owners} == {(first.id, member.id), (there.card.id, member.id)}
    here = join(shop, browser_token=OTHER_BROWSER)
    enter(shop, browser_token=OTHER_BROWSER)
    assert lines_of(here.card.id)[-1] == ("card_merged", 0, 0)


def test_two_provisional_cards_of_one_address_become_one(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    first = join(shop)
    second_in = clock.now() + timedelta(seconds=5)
    enter(shop)
    with clock.moved_to(second_in):
        second = join(shop, browser_token=OTHER_BROWSER)
        assert last_mail().kind == "confirm_known"
        signed_in = enter(shop, browser_token=OTHER_BROWSER)
    assert (signed_in.card_id, signed_in.was_merged) == (first.card.id, True)
    assert lines_of(second.card.id)[-1] == ("card_merged", 0, 0)
    assert sum(line[0] == "welcome_bonus" for line in lines_of(first.card.id)) == 1


def test_a_blocked_card_is_not_carried_over(app: Flask) -> None:
    shop = a_shop()
    a_card(shop, customer=a_customer(shop, email="ana@example.com", email_canonical="ana@example.com"))
    joined = join(shop)
    block_card(BlockCard(actor=shop.actor(), card=CardReference(card_id=joined.card.id), reason="Fraud"))
    with pytest.raises(CardBlocked):
        enter(shop)


def test_activity_on_the_joined_card_keeps_points_alive(app: Flask) -> None:
    shop = a_shop(points_expiration_days=30)
    card = a_card(shop, customer=a_customer(shop, email="ana@example.com", email_canonical="ana@example.com"))
    now = clock.now()
    with clock.moved_to(now - timedelta(days=29)):
        earned(shop, card, 100)
    joined = join(shop)
    add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=joined.card.qr_code)))
    enter(shop)
    view = find_card(db.session.connection(), shop.actor(), CardReference(card_id=card.id), clock.now())
    assert view.points_expire_at is not None
    assert view.points_expire_at > now + timedelta(days=29)


# ── signing in ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_member_signs_in_and_other_browsers_stay_signed_in(app: Flask) -> None:
    shop = a_shop()
    first = join(shop)
    at_home = enter(shop)
    ask(shop, browser_token=OTHER_BROWSER)
    away = enter(shop, browser_token=OTHER_BROWSER)
    assert (away.purpose, away.was_confirmed, away.was_merged) == ("sign_in", False, False)
    for signed_in in (at_home, away):
        found = caller(signed_in.session_token)
        assert found is not None
        assert found.card_id == first.card.id


def test_whoever_was_enrolled_by_staff_proves_the_address_by_signing_in(app: Flask) -> None:
    shop = a_shop()
    card = enroll_customer(EnrollCustomer(actor=shop.actor(), email="ana@example.com")).card
    ask(shop)
    signed_in = enter(shop)
    assert signed_in.card_id == card.id
    assert db.session.get_one(Customer, signed_in.customer_id).email_verified_at is not None


def test_whoever_lost_the_browser_of_joining_gets_the_card_by_the_address(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    joined = join(shop)
    ask(shop, browser_token=OTHER_BROWSER)
    stamped(shop, db.session.get_one(LoyaltyCard, joined.card.id), 2)
    signed_in = enter(shop, browser_token=OTHER_BROWSER)
    assert signed_in.was_confirmed
    assert signed_in.card_id is not None
    assert lines_of(signed_in.card_id) == [("card_created", 0, 0), ("card_merged", 2, 0), ("welcome_bonus", 0, 50)]
    assert caller(joined.session_token) is None


def test_who_joined_with_a_foreign_address_loses_the_card_when_its_owner_proves_it(app: Flask) -> None:
    shop = a_shop()
    foreign = join(shop, browser_token=OTHER_BROWSER, first_name="Mallory")
    ask(shop)
    signed_in = enter(shop)
    assert caller(foreign.session_token) is None
    for seen in (CardReference(qr_code=foreign.card.qr_code), CardReference(card_number=foreign.card.card_number)):
        with pytest.raises((CardReplaced, CardUnknown)):
            find_card(db.session.connection(), shop.actor(), seen, clock.now())
    assert signed_in.card_id != foreign.card.id  # a pass of the old card, and links to one, show nothing either


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────


def test_five_tries_and_the_right_code_is_over_b079(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(CodeWrong) as refused:
            enter(shop, wrong_code())
        assert tries_left(refused) == left
    with pytest.raises(CodeWrong) as refused:
        enter(shop)
    assert tries_left(refused) == 0


def test_nobodys_address_answers_like_a_members_s30(app: Flask) -> None:
    shop = a_shop()
    ask(shop, email="nobody@example.com")
    for left in (4, 3):
        with pytest.raises(CodeWrong) as refused:
            enter(shop, wrong_code())
        assert tries_left(refused) == left
    with pytest.raises(CodeWrong):
        enter(shop)  # even the digits that were never sent


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３", "9" * 5000])
def test_what_is_no_code_is_a_wrong_one(app: Flask, typed: str) -> None:
    shop = a_shop()
    join(shop)
    with pytest.raises(CodeWrong):
        enter(shop, typed or " ")


def test_the_code_is_over_after_ten_minutes(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    with clock.moved_to(clock.now() + timedelta(minutes=10)), pytest.raises(CodeWrong):
        enter(shop)


def test_only_the_newest_code_counts(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    ask(shop, browser_token=OTHER_BROWSER)
    old, new = mails()
    with pytest.raises(CodeWrong):
        enter(shop, old.code)
    assert enter(shop, new.code, browser_token=OTHER_BROWSER).was_confirmed


def test_the_code_works_once(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    code = last_mail().code
    enter(shop, code)
    with pytest.raises(CodeWrong):
        enter(shop, code)


def test_the_code_works_in_the_browser_that_asked_only(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    with pytest.raises(CodeWrong):
        enter(shop, browser_token=OTHER_BROWSER)
    assert enter(shop).was_confirmed


def test_where_the_link_led_to_another_browser_the_digits_work_there(app: Flask) -> None:
    shop = a_shop()
    joined = join(shop)
    mail = last_mail()
    with pytest.raises(CodeWrong) as refused:
        enter(shop, wrong_code(), browser_token=OTHER_BROWSER, link_token=mail.link_token)
    assert tries_left(refused) == 4
    signed_in = enter(shop, mail.code, browser_token=OTHER_BROWSER, link_token=mail.link_token)
    assert signed_in.was_confirmed
    assert caller(joined.session_token) is None
    assert caller(signed_in.session_token) is not None


def test_a_made_up_link_costs_nobody_a_try(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    number = last_mail().link_token.partition(".")[0]
    for made_up in (f"{number}.x", number, "", "x", "9" * 30, f"{number}." + "A" * 43):
        with pytest.raises(CodeWrong):
            enter(shop, browser_token=OTHER_BROWSER, link_token=made_up)
    with pytest.raises(CodeWrong) as refused:
        enter(shop, wrong_code())
    assert tries_left(refused) == 4


def test_another_merchants_page_opens_nothing(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    join(shop)
    mail = last_mail()
    for values in ({}, {"link_token": mail.link_token}):
        with pytest.raises(CodeWrong):
            enter(other, mail.code, **values)
    with pytest.raises(StoreUnknown):
        enter(shop, store_id=10**9)


def test_a_person_who_left_meanwhile_is_not_signed_in(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    ask(shop)
    db.session.get_one(Customer, member.customer_id).erased_at = clock.now()
    db.session.commit()
    with pytest.raises(CodeWrong):
        enter(shop)


# ── repeats ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_sent_twice_it_answers_twice_and_signs_in_once_b082(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    joined = join(shop)
    code = last_mail().code
    first, again = enter(shop, code, request_id=KEY), enter(shop, code, request_id=KEY)
    assert again == replace(first, replayed=True)
    assert lines_of(joined.card.id) == [("card_created", 0, 0), ("welcome_bonus", 0, 50)]
    kept = db.session.scalars(select(IdempotencyKey)).one()
    assert first.session_token not in str(kept.outcome)


def test_the_merged_cards_stamps_count_on_the_other(app: Flask) -> None:
    shop: Shop = a_shop(stamps_target=2)
    card = a_card(shop, customer=a_customer(shop, email="ana@example.com", email_canonical="ana@example.com"))
    stamped(shop, card)
    joined = join(shop)
    add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=joined.card.qr_code)))
    enter(shop)
    view = find_card(db.session.connection(), shop.actor(), CardReference(card_id=card.id), clock.now())
    assert (view.stamp_count, view.rewards_ready) == (2, 1)
