"""Whoever proves an address gets what others put on cards joined with it, and nothing else of theirs (S31)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardReplaced, CardUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Consent, Customer, EmailCode, LoyaltyCard, Notification, Session, WalletPass
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.change_email import ChangeEmail, change_email
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.operations.join_program import ProgramJoined
from loyalty_app.operations.taking_over import MOST
from loyalty_app.queries.card_view import find_card
from loyalty_app.queries.customer_caller import find_customer
from loyalty_app.queries.my_data import everything_about
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_pass, a_shop, a_store
from tests.operations.phones import BROWSER, OTHER_BROWSER, a_member, ask, enter, join, last_mail, lines_of

MALLORY: dict[str, Any] = {
    "browser_token": "m" * 43,
    "first_name": "Mallory",
    "last_name": "Canary",
    "phone": "+352 621 666 666",
    "birth_date": "1966-06-06",
    "marketing_consent": True,
    "marketing_wording": "Canary sends me news.",
}


def stamp(shop: Shop, joined: ProgramJoined, times: int = 1) -> None:
    for _ in range(times):
        add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=joined.card.qr_code)))


def a_busy_shop(**values: Any) -> Shop:
    return a_shop(cooldown_minutes=0, max_daily_stamps=100, **values)


def opens(token: str) -> bool:
    return find_customer(db.session.connection(), [token_hash(token)], clock.now()) is not None


def require_replaced(shop: Shop, joined: ProgramJoined) -> None:
    """Neither the code on somebody's screenshot nor the number leads to any card."""
    for seen in (CardReference(qr_code=joined.card.qr_code), CardReference(card_number=joined.card.card_number)):
        with pytest.raises((CardReplaced, CardUnknown)):
            find_card(db.session.connection(), shop.actor(), seen, clock.now())


def test_joined_twice_before_looking_into_the_mail_both_cards_become_one(app: Flask) -> None:
    shop = a_busy_shop(welcome_bonus_points=50)
    in_camera_app = join(shop, browser_token=OTHER_BROWSER)
    stamp(shop, in_camera_app, 3)
    in_browser = join(shop)
    stamp(shop, in_browser)
    signed_in = enter(shop)
    assert (signed_in.card_id, signed_in.was_confirmed, signed_in.was_merged) == (in_browser.card.id, True, True)
    assert lines_of(in_browser.card.id)[-2:] == [("card_merged", 3, 0), ("welcome_bonus", 0, 50)]
    assert lines_of(in_camera_app.card.id)[-1] == ("card_merged", -3, 0)
    require_replaced(shop, in_camera_app)
    assert not opens(in_camera_app.session_token)
    assert opens(signed_in.session_token)


def test_the_newer_card_comes_along_when_the_older_one_is_confirmed(app: Flask) -> None:
    shop = a_busy_shop()
    older = join(shop)
    newer = join(shop, browser_token=OTHER_BROWSER)
    stamp(shop, newer, 2)
    clock.offset += timedelta(seconds=31)
    ask(shop, purpose="confirm")
    signed_in = enter(shop)
    assert signed_in.card_id == older.card.id
    assert lines_of(older.card.id)[-1] == ("card_merged", 2, 0)
    require_replaced(shop, newer)


def test_a_stranger_who_typed_the_address_loses_the_value_and_gains_nothing(app: Flask) -> None:
    """The owner's card, code, name, consent and mail stay out of reach of whoever joined with the address first."""
    shop = a_busy_shop(welcome_bonus_points=50)
    strangers = join(shop, **MALLORY)
    stamp(shop, strangers, 4)
    strangers_pass = a_pass(db.session.get_one(LoyaltyCard, strangers.card.id))
    mine = join(shop)
    signed_in = enter(shop)

    assert lines_of(mine.card.id) == [("card_created", 0, 0), ("card_merged", 4, 0), ("welcome_bonus", 0, 50)]
    require_replaced(shop, strangers)
    assert not opens(strangers.session_token)
    with clock.moved_to(clock.now() + timedelta(seconds=5)):
        again = join(shop, **MALLORY)  # a new card of their own, with nothing on it
    assert (again.card.stamp_count, again.card.points_balance) == (0, 0)
    db.session.expire_all()
    assert db.session.get_one(WalletPass, strangers_pass.id).retired_at is not None
    assert db.session.get_one(LoyaltyCard, mine.card.id).qr_token == mine.card.qr_code
    found = str(everything_about(db.session.connection(), shop.merchant_id, signed_in.customer_id))
    for canary in ("Mallory", "Canary", "666", "1966"):
        assert canary not in found
    agreed = db.session.scalars(select(Consent.purpose).where(Consent.customer_id == signed_in.customer_id)).all()
    assert agreed == ["terms"]  # the stranger's "yes" to news is nobody's


def test_what_is_left_of_the_stranger_is_an_empty_row(app: Flask) -> None:
    shop = a_shop()
    join(shop, **MALLORY)
    join(shop)
    enter(shop)
    left = db.session.scalars(select(Customer).where(Customer.deleted_at.is_not(None))).one()
    assert (left.first_name, left.last_name, left.email, left.email_canonical, left.phone, left.birth_date) == (
        None,
    ) * 6
    for kind in (Session, Notification, EmailCode):
        theirs = select(func.count()).select_from(kind).where(kind.customer_id == left.id)
        assert db.session.execute(theirs).scalar_one() == 0


def test_a_strangers_blocked_card_stays_and_is_in_nobodys_way(app: Flask) -> None:
    shop = a_busy_shop()
    strangers = join(shop, **MALLORY)
    stamp(shop, strangers, 4)
    block_card(BlockCard(actor=shop.actor(), card=CardReference(card_id=strangers.card.id), reason="Fraud"))
    mine = join(shop)
    signed_in = enter(shop)
    assert (signed_in.card_id, signed_in.was_merged) == (mine.card.id, False)
    view = find_card(db.session.connection(), shop.actor(), CardReference(card_id=strangers.card.id), clock.now())
    assert (view.status, view.stamp_count) == ("blocked", 4)


def test_no_card_changes_hands_whose_code_a_stranger_has(app: Flask) -> None:
    """Where cards are of one store each, there is none to join the stranger's of another store: a new one is made."""
    shop, elsewhere = a_shop_with_cards_of_its_own()
    strangers = join(shop, store_id=elsewhere, **MALLORY)
    join(shop)
    signed_in = enter(shop)
    require_replaced(shop, strangers)
    assert scopes_of(signed_in.customer_id) == {shop.store_id, elsewhere}


def test_nor_by_finishing_what_a_strangers_mail_asks_for(app: Flask) -> None:
    shop, elsewhere = a_shop_with_cards_of_its_own()
    a_member(shop)
    strangers = join(shop, store_id=elsewhere, **MALLORY)
    mail = last_mail()
    signed_in = enter(shop, mail.code, link_token=mail.link_token, store_id=elsewhere)
    require_replaced(shop, strangers)
    assert scopes_of(signed_in.customer_id) == {shop.store_id, elsewhere}


def a_shop_with_cards_of_its_own() -> tuple[Shop, int]:
    """A shop whose cards are of one store each, and the merchant's other store."""
    shop = a_busy_shop(settings={"allow_cross_location_redemption": False})
    elsewhere = a_store(shop.merchant_id).id
    db.session.commit()
    return shop, elsewhere


def scopes_of(customer_id: int) -> set[int | None]:
    """The stores of the person's live cards."""
    cards = select(LoyaltyCard.scope_store_id).where(
        LoyaltyCard.customer_id == customer_id, LoyaltyCard.status == "active"
    )
    return set(db.session.scalars(cards))


def test_a_thousand_cards_of_a_robot_hold_nobody_up_and_the_used_ones_come_first(app: Flask) -> None:
    shop = a_busy_shop()
    mine_of_before = join(shop, browser_token=OTHER_BROWSER)
    stamp(shop, mine_of_before, 2)
    for number in range(MOST + 3):
        join(shop, **MALLORY | {"browser_token": f"robot {number:037}"})
    clock.offset += timedelta(hours=1)  # five mails an hour: the robot has used them up
    mine = join(shop)
    enter(shop)
    assert ("card_merged", 2, 0) in lines_of(mine.card.id)
    assert sum(kind == "card_merged" for kind, *_ in lines_of(mine.card.id)) == MOST
    still_there = (
        select(func.count()).select_from(Customer).where(Customer.is_provisional, Customer.deleted_at.is_(None))
    )
    assert db.session.execute(still_there).scalar_one() == 4


def test_a_member_who_signs_in_takes_over_what_this_browser_joined_with_and_no_more(app: Flask) -> None:
    """Somebody with a similar address may still correct theirs; what this browser made is certainly the member's."""
    shop = a_busy_shop()
    member = a_member(shop)
    similar = join(shop, **MALLORY)
    stamp(shop, similar, 5)
    mine = join(shop)
    stamp(shop, mine, 2)
    clock.offset += timedelta(seconds=31)
    ask(shop)
    signed_in = enter(shop)
    assert (signed_in.purpose, signed_in.customer_id, signed_in.was_merged) == ("sign_in", member.customer_id, True)
    assert signed_in.card_id is not None
    assert lines_of(signed_in.card_id)[-1] == ("card_merged", 2, 0)
    require_replaced(shop, mine)
    assert (
        find_card(
            db.session.connection(), shop.actor(), CardReference(qr_code=similar.card.qr_code), clock.now()
        ).stamp_count
        == 5
    )


def test_the_first_proof_of_whom_staff_signed_up_takes_over_what_was_joined_before(app: Flask) -> None:
    shop = a_busy_shop()
    by_poster = join(shop, browser_token=OTHER_BROWSER)
    stamp(shop, by_poster, 2)
    by_staff = enroll_customer(EnrollCustomer(actor=shop.actor(), email="ana@example.com")).card
    ask(shop)
    signed_in = enter(shop)
    assert (signed_in.card_id, signed_in.was_merged) == (by_staff.id, True)
    assert lines_of(by_staff.id)[-1] == ("card_merged", 2, 0)


def test_a_changed_address_brings_what_was_joined_with_it(app: Flask) -> None:
    shop = a_busy_shop()
    member = a_member(shop)
    unproven = join(shop, email="anna@example.org", browser_token=OTHER_BROWSER)
    stamp(shop, unproven, 2)
    clock.offset += timedelta(seconds=31)
    change_email(ChangeEmail(customer=member, store_id=shop.store_id, email="anna@example.org", browser_token=BROWSER))
    signed_in = enter(shop)
    assert (signed_in.customer_id, signed_in.was_merged) == (member.customer_id, True)
    assert signed_in.card_id is not None
    assert lines_of(signed_in.card_id)[-1] == ("card_merged", 2, 0)
    require_replaced(shop, unproven)


def test_another_merchants_cards_with_the_address_stay_where_they_are(app: Flask) -> None:
    shop, other = a_busy_shop(), a_busy_shop()
    theirs = join(other)
    stamp(other, theirs, 2)
    join(shop)
    assert not enter(shop).was_merged
    assert lines_of(theirs.card.id)[-1] == ("stamp_earned", 1, 0)
