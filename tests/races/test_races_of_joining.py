"""Many phones at once: one person per request, one member per address, one session per code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db, snapshot
from loyalty_app.domain.actors import CustomerActor, ProvenStaff, Role
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardReplaced, CardUnknown, CodeWrong, CustomerUnknown
from loyalty_app.domain.inactivity import NextStep
from loyalty_app.models import Customer, EmailCode, LoyaltyCard, LoyaltyTransaction, Notification, Session
from loyalty_app.operations.add_stamp import AddStamp, StampAdded, add_stamp
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer, enroll_customer
from loyalty_app.operations.enter_email_code import CustomerSignedIn, EnterEmailCode, enter_email_code
from loyalty_app.operations.erase_customer import CustomerErased, EraseCustomer, erase_customer
from loyalty_app.operations.forget_inactive_member import (
    ForgetInactiveMember,
    InactiveMemberLookedAfter,
    forget_inactive_member,
)
from loyalty_app.operations.join_program import ProgramJoined
from loyalty_app.operations.merge_cards import CardsMerged, MergeCards, merge_cards
from loyalty_app.operations.send_email_code import EmailCodeSent, SendEmailCode, send_email_code
from tests.factories import Shop, a_member_of_staff, a_shop, a_store, reference
from tests.operations.absences import DAY, END, a_member_since_the_start, at, is_known
from tests.operations.phones import BROWSER, a_member, ask, join, last_mail, mails
from tests.operations.scenes import a_card_with_points
from tests.races.test_races_of_cards import KEY, MANY, kinds, race

pytestmark = pytest.mark.race


def count(kind: Any, *conditions: Any) -> int:
    db.session.rollback()
    number: int = db.session.execute(select(func.count()).select_from(kind).where(*conditions)).scalar_one()
    return number


def entering(shop: Shop, code: str, browser: str = BROWSER, **values: Any) -> Callable[[], Any]:
    return partial(enter_email_code, EnterEmailCode(store_id=shop.store_id, browser_token=browser, code=code, **values))


def test_a_form_sent_sixteen_times_is_one_person_with_one_card_and_one_mail_b082(app: Flask) -> None:
    shop = a_shop()
    results = race(app, [lambda: join(shop, request_id=KEY)] * MANY)
    assert kinds(results) == {ProgramJoined: MANY}
    assert sorted(result.replayed for result in results) == [False] + [True] * (MANY - 1)
    assert len({(result.session_token, result.card.id) for result in results}) == 1
    assert [count(kind) for kind in (Customer, LoyaltyCard, Session, EmailCode)] == [1, 1, 1, 1]


def test_two_who_prove_one_new_address_at_once_are_one_member(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    for _round in range(4):
        email = f"ana{_round}@example.com"
        calls = _two_codes_of_one_address(shop, email)
        results = race(app, calls)
        assert kinds(results) == {CustomerSignedIn: 1, CodeWrong: 1}  # whose card has joined the other one by then
        (first,) = (result for result in results if isinstance(result, CustomerSignedIn))
        assert (first.was_confirmed, first.was_merged) == (True, True)
    assert count(Customer, ~Customer.is_provisional) == 4
    assert count(LoyaltyTransaction, LoyaltyTransaction.type == "welcome_bonus") == 4


def test_a_stamp_on_the_older_card_is_never_lost_while_the_newer_one_is_proven(app: Flask) -> None:
    """Either it comes along, or the counter hears that the card was replaced."""
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000)
    older = join(shop, browser_token="older").card
    join(shop)
    stamp = partial(add_stamp, AddStamp(actor=shop.actor(), card=CardReference(card_id=older.id)))
    results = race(app, [stamp] * 8 + [entering(shop, last_mail().code)] + [stamp] * 7)
    found = kinds(results)
    assert found[CustomerSignedIn] == 1
    given = found.get(StampAdded, 0)
    assert given + found.get(CardReplaced, 0) == 15
    db.session.rollback()
    assert db.session.scalars(select(LoyaltyCard.stamp_count).order_by(LoyaltyCard.id)).all() == [0, given]


def test_whoever_joins_once_more_while_the_address_is_proven_keeps_a_card_of_some_kind(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    joining: Callable[[], Any] = partial(join, shop, browser_token="newer")
    results = race(app, [entering(shop, last_mail().code), joining])
    assert ProgramJoined in kinds(results)
    assert {type(result) for result in results} <= {ProgramJoined, CustomerSignedIn, CodeWrong}
    assert count(LoyaltyCard, LoyaltyCard.status == "active") in (1, 2)


def _two_codes_of_one_address(shop: Shop, email: str) -> Sequence[Callable[[], Any]]:
    """The second code would end the first one; here both count."""
    calls = []
    for browser in ("one", "two"):
        join(shop, email=email, browser_token=f"{browser} {email}")
        calls.append(entering(shop, last_mail().code, f"{browser} {email}"))
    db.session.execute(db.metadata.tables["email_codes"].update().values(superseded_at=None))
    db.session.commit()
    return calls


def test_the_right_code_signs_in_once(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    results = race(app, [entering(shop, last_mail().code)] * MANY)
    assert kinds(results) == {CustomerSignedIn: 1, CodeWrong: MANY - 1}
    assert count(Session, Session.revoked_at.is_(None)) == 1


def test_the_same_request_signs_in_once_and_is_answered_each_time(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    results = race(app, [entering(shop, last_mail().code, request_id=KEY)] * 4)
    assert kinds(results) == {CustomerSignedIn: 4}
    assert len({result.session_token for result in results}) == 1
    assert count(Session, Session.revoked_at.is_(None)) == 1


def test_forty_guesses_at_once_are_forty_and_five_is_the_end_b079(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    wrong = "000000" if last_mail().code != "000000" else "111111"
    results = race(app, [entering(shop, wrong)] * 40)
    assert kinds(results) == {CodeWrong: 40}
    assert sorted((result.facts["tries_left"] for result in results), reverse=True) == [4, 3, 2, 1] + [0] * 36
    assert db.session.scalars(select(EmailCode.attempts)).one() == 5


def test_an_address_gets_five_mails_an_hour_however_many_ask_at_once(app: Flask) -> None:
    shop = a_shop()
    a_member(shop)
    command = partial(SendEmailCode, store_id=shop.store_id, email="ana@example.com")
    calls = [partial(send_email_code, command(browser_token=f"browser {number}")) for number in range(MANY)]
    assert kinds(race(app, calls)) == {EmailCodeSent: MANY}
    assert len(mails()) == 5


def test_two_cards_that_shall_join_each_other_become_one(app: Flask) -> None:
    shop = a_shop()
    first, second = a_card_with_points(shop, 70), a_card_with_points(shop, 30)
    pairs = [(reference(first), reference(second)), (reference(second), reference(first))] * 4
    actor = shop.actor(shop.manager)
    calls = [
        partial(merge_cards, MergeCards(actor=actor, source=source, target=target, reason="One person"))
        for source, target in pairs
    ]
    assert kinds(race(app, calls)) == {CardsMerged: 1, CardReplaced: 7}
    db.session.rollback()
    balances = db.session.scalars(select(LoyaltyCard.points_balance)).all()
    assert sorted(balances) == [0, 100]


def test_whoever_leaves_while_they_are_stamped_leaves_nothing_behind(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000)
    member = a_member(shop)
    card_id = db.session.scalars(select(LoyaltyCard.id)).one()
    stamp = partial(add_stamp, AddStamp(actor=shop.actor(), card=CardReference(card_id=card_id)))
    leave = partial(erase_customer, EraseCustomer(actor=member, customer_id=member.customer_id, confirmed=True))
    results = race(app, [stamp] * 6 + [leave, leave] + [stamp] * 6)
    found = kinds(results)
    assert (found[CustomerErased], found[CustomerUnknown]) == (1, 1)
    given = found.get(StampAdded, 0)
    assert given + found.get(CardUnknown, 0) == 12
    erased = next(result for result in results if isinstance(result, CustomerErased))
    assert erased.stamps_forfeited == given
    with snapshot() as connection:
        assert connection.execute(select(LoyaltyCard.stamp_count)).scalar_one() == 0


def test_a_member_who_leaves_while_a_second_card_is_proven(app: Flask) -> None:
    """Either the card joins first and goes along, or the person left and the newcomer is one."""
    shop = a_shop()
    member: CustomerActor = a_member(shop)
    ask(shop, browser_token="unrelated")
    join(shop)
    leave = partial(erase_customer, EraseCustomer(actor=member, customer_id=member.customer_id, confirmed=True))
    results = race(app, [entering(shop, last_mail().code), leave])
    assert CustomerErased in kinds(results)
    assert {type(result) for result in results} <= {CustomerErased, CustomerSignedIn, CodeWrong}
    living = count(Customer, Customer.erased_at.is_(None), Customer.deleted_at.is_(None))
    assert living == 0 or (living == 1 and count(LoyaltyCard, LoyaltyCard.status == "active") == 1)


def test_a_member_is_stamped_or_forgotten_and_never_both(app: Flask) -> None:
    """Who comes back at the very moment they would be forgotten is served, or was forgotten before."""
    for number in range(4):
        shop = a_shop()
        member, joined = a_member_since_the_start(shop, f"ana{number}@example.com")
        look_after = partial(
            forget_inactive_member,
            ForgetInactiveMember(merchant_id=shop.merchant_id, customer_id=member.customer_id),
        )
        with at(END - 29 * DAY):
            look_after()
        stamp = partial(add_stamp, AddStamp(actor=shop.actor(), card=CardReference(card_id=joined.card.id)))
        with at(END + 2 * DAY):
            results = race(app, [look_after, stamp, look_after])
        found = kinds(results)
        if found.get(StampAdded):
            assert [result.step for result in (results[0], results[2])] == [NextStep.WAIT, NextStep.WAIT]
            assert is_known(member)
        else:
            assert found == {InactiveMemberLookedAfter: 1, CardUnknown: 1, CustomerUnknown: 1}
            assert not is_known(member)


def test_whoever_leaves_while_staff_of_another_store_sign_them_up_has_no_card_afterwards(app: Flask) -> None:
    """The invariants know: nobody who was erased holds a card."""
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    other = a_store(shop.merchant_id)
    staff = a_member_of_staff(shop.merchant_id, other.id)
    db.session.commit()
    clerk = shop.actor(ProvenStaff(id=staff.id, name=staff.name, role=Role.CASHIER), store_id=other.id)
    for number in range(6):
        email = f"ana{number}@example.com"
        member = a_member(shop, email, browser=f"browser {number}")
        enroll = partial(enroll_customer, EnrollCustomer(actor=clerk, email=email, first_name="Ana"))
        leave = partial(erase_customer, EraseCustomer(actor=member, customer_id=member.customer_id, confirmed=True))
        assert kinds(race(app, [enroll, leave])) == {CustomerEnrolled: 1, CustomerErased: 1}
        assert count(LoyaltyCard, LoyaltyCard.customer_id == member.customer_id, LoyaltyCard.status == "active") == 0


def test_nobody_who_has_left_is_written_to_because_a_code_was_just_being_sent(app: Flask) -> None:
    """The invariants know: of who was erased there are no codes and no mails."""
    shop = a_shop()
    for number in range(6):
        email = f"ana{number}@example.com"
        member = a_member(shop, email, browser=f"browser {number}")
        send = [partial(ask, shop, email=email, browser_token=f"phone {number} {other}") for other in range(3)]
        leave = partial(erase_customer, EraseCustomer(actor=member, customer_id=member.customer_id, confirmed=True))
        assert kinds(race(app, [*send, leave])) == {EmailCodeSent: 3, CustomerErased: 1}
        assert count(EmailCode, EmailCode.customer_id == member.customer_id) == 0
        assert count(Notification, Notification.customer_id == member.customer_id) == 0
