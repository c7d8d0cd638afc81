"""Putting right what is known about a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import CustomerUnknown, InvalidInput, ManagerRequired
from loyalty_app.models import AuditEvent, Customer, LoyaltyCard, MerchantLoyaltySettings, Store, WalletPass
from loyalty_app.operations.correct_customer import CorrectCustomer, CustomerCorrected, correct_customer
from loyalty_app.unit_of_work import clock
from tests.factories import a_card, a_shop
from tests.operations.phones import a_member


def correct(customer: CustomerActor, **values: Any) -> CustomerCorrected:
    command: dict[str, Any] = {"actor": customer, "customer_id": customer.customer_id}
    return correct_customer(CorrectCustomer(**command | values))


def test_what_is_named_changes_and_the_rest_stays(app: Flask) -> None:
    member = a_member(a_shop(), phone="621 123 456")
    person = correct(member, first_name=" Anna ", last_name="Martins", birth_date="31.3.", locale="lu").customer
    assert (person.first_name, person.last_name, person.phone) == ("Anna", "Martins", "+352621123456")
    assert (person.birth_date, person.locale, person.email) == ("--03-31", "lb", "ana@example.com")
    kept = db.session.get_one(Customer, member.customer_id, populate_existing=True)
    assert (kept.first_name, kept.birth_date) == ("Anna", "--03-31")
    db.session.rollback()
    assert correct(member, phone=None, last_name=None).customer.last_name is None


def test_the_audit_trail_names_the_fields_and_not_what_is_in_them(app: Flask) -> None:
    member = a_member(a_shop())
    correct(member, first_name="Anna", phone="621 123 456")
    correct(member, first_name="Anna")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "customer_corrected")).one()
    assert (event.subject, event.after) == (f"customer:{member.customer_id}", {"fields": ["first_name", "phone"]})


def test_the_pass_in_the_wallet_is_due_with_the_new_name(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    card_id = db.session.scalars(select(LoyaltyCard.id).where(LoyaltyCard.customer_id == member.customer_id)).one()
    db.session.add(
        WalletPass(merchant_id=shop.merchant_id, card_id=card_id, provider="google", serial="s", pushed_version=9)
    )
    db.session.commit()
    correct(member, first_name="Anna")
    found = db.session.scalars(select(WalletPass)).one()
    assert found.marked == 1
    assert found.due_since is not None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"first_name": " "}, "name_invalid"),
        ({"first_name": "a\u202eb"}, "name_invalid"),
        ({"last_name": "x" * 81}, "name_invalid"),
        ({"phone": "call me"}, "phone_invalid"),
        ({"birth_date": "31.02."}, "date_invalid"),
    ],
)
def test_what_is_wrong_is_refused(app: Flask, values: dict[str, str], code: str) -> None:
    member = a_member(a_shop())
    with pytest.raises(InvalidInput) as refused:
        correct(member, **values)
    assert refused.value.problems[0].code == code


def test_nobody_corrects_others_but_a_manager_of_the_merchant(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member = a_member(shop)
    stranger = CustomerActor(merchant_id=shop.merchant_id, customer_id=a_card(shop).customer_id or 0)
    for actor in (stranger, other.owner()):
        with pytest.raises(CustomerUnknown):
            correct(member, actor=actor, first_name="Eve")
    with pytest.raises(ManagerRequired):
        correct(member, actor=shop.actor(), first_name="Eve")
    assert correct(member, actor=shop.actor(shop.manager), first_name="Anna").customer.first_name == "Anna"


def test_nobody_makes_themselves_too_young_s74(app: Flask) -> None:
    member = a_member(a_shop(settings={"minimum_age_years": 16}))
    with clock.moved_to(datetime(2027, 3, 31, 12, 0, tzinfo=UTC)):
        with pytest.raises(InvalidInput) as refused:
            correct(member, birth_date="2011-04-01", phone="call me")
        assert [problem.code for problem in refused.value.problems] == ["phone_invalid", "too_young"]
        assert correct(member, birth_date="2011-03-31").customer.birth_date == "2011-03-31"
        assert correct(member, birth_date="1.4.").customer.birth_date == "--04-01"


def test_who_was_a_member_before_the_rule_stays_one_and_may_correct_the_rest(app: Flask) -> None:
    member = a_member(a_shop(), birth_date="2015-04-01")
    db.session.execute(update(MerchantLoyaltySettings).values(minimum_age_years=16))
    db.session.commit()
    assert correct(member, first_name="Anna", birth_date="1.4.2015").customer.first_name == "Anna"
    with pytest.raises(InvalidInput):
        correct(member, birth_date="2.4.2015")


def test_the_day_is_the_stores_own(app: Flask) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    member = a_member(shop)
    db.session.get_one(Store, shop.store_id).timezone = "America/New_York"
    db.session.commit()
    with clock.moved_to(datetime(2027, 3, 31, 22, 30, tzinfo=UTC)):  # 1 April in Luxembourg, where the merchant is
        with pytest.raises(InvalidInput):
            correct(member, birth_date="2011-04-01")
        elsewhere = CustomerActor(merchant_id=shop.merchant_id, customer_id=member.customer_id)
        assert correct(elsewhere, birth_date="2011-04-01").customer.birth_date == "2011-04-01"
