"""Three years later: the nightly job reminds, forgets, and leaves no trace of whom it forgot (S72, S73)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.domain.months import plus_months
from loyalty_app.jobs.clean_up import run_clean_up
from loyalty_app.jobs.send_notifications import run_send_notifications
from loyalty_app.models import Customer, Erasure, LoyaltyCard
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.register_device import RegisterDevice, register_device
from loyalty_app.unit_of_work import clock
from tests.conftest import on_databases
from tests.databases import Kind
from tests.factories import PASS_TYPE, a_pass, a_shop
from tests.operations.absences import DAY, END, START, a_member_since_the_start, at, reminders
from tests.operations.phones import join
from tests.operations.scenes import earned
from tests.operations.test_erase_customer import (
    ADDRESS,
    CANARIES,
    NAME,
    a_life,
    everything_in_the_files,
    everything_in_the_tables,
)

app = on_databases(*Kind)


def test_after_the_reminder_nothing_is_left_of_who_did_not_come_s72(app: Flask) -> None:
    shop = a_shop(settings={"log_ip_addresses": True})
    with at(START):
        _, joined = a_life(shop)
    end = plus_months(clock.now(), 36)
    with at(end - 29 * DAY):
        figures = run_clean_up(dry_run=False)
        assert (figures["inactive_reminded"], figures["inactive_forgotten"]) == (1, 0)
        run_send_notifications(dry_run=False)
        assert ADDRESS.encode() in everything_in_the_files(app)
    assert NAME[:4] in everything_in_the_tables()
    with at(end + 2 * DAY):
        figures = run_clean_up(dry_run=False)
        assert (figures["inactive_reminded"], figures["inactive_forgotten"]) == (0, 1)
    left = everything_in_the_tables()
    assert [canary for canary in CANARIES if canary in left] == []
    files = everything_in_the_files(app)
    assert [canary for canary in CANARIES if canary.encode() in files] == []
    card = db.session.get_one(LoyaltyCard, joined.card.id, populate_existing=True)
    assert (card.status, card.points_balance) == ("erased", 0)


def test_a_dry_run_says_what_would_be_and_does_nothing(app: Flask) -> None:
    shop = a_shop()
    _, joined = a_member_since_the_start(shop)
    with at(START):
        join(shop, email="never.proven@example.com", browser_token="another browser")
        earned(shop, db.session.get_one(LoyaltyCard, joined.card.id), 50)
    with at(END - 29 * DAY):
        before = everything_in_the_tables()
        figures = run_clean_up(dry_run=True)
        assert (figures["inactive_reminded"], figures["unconfirmed_customers"]) == (1, 1)
        assert everything_in_the_tables() == before


def test_for_one_merchant_nothing_of_others_is_touched(app: Flask) -> None:
    ours, others = a_shop(), a_shop()
    for shop in (ours, others):
        a_member_since_the_start(shop, f"member.{shop.store_id}@example.com")
        with at(START):
            join(shop, email=f"guest.{shop.store_id}@example.com", browser_token=f"guest {shop.store_id}")
    with at(END - 29 * DAY):
        figures = run_clean_up(dry_run=False, merchant_id=ours.merchant_id)
        assert figures == {"unconfirmed_customers": 1, "inactive_reminded": 1, "inactive_forgotten": 0}
    assert {mail.merchant_id for mail in reminders()} == {ours.merchant_id}
    assert db.session.scalars(select(Erasure.merchant_id)).all() == [ours.merchant_id]


def test_a_week_after_somebody_left_nothing_knows_their_phone(app: Flask) -> None:
    """It gets that long to fetch the void pass; also where no wallet is set up any more."""
    shop = a_shop()
    member, joined = a_member_since_the_start(shop)
    with at(START):
        offered = a_pass(db.session.get_one(LoyaltyCard, joined.card.id))
        known = RegisterDevice(pass_type=PASS_TYPE, pass_id=offered.id, device="phone-of-zwax", push_token="5a" * 32)
        register_device(known)
        erase_customer(EraseCustomer(actor=member, customer_id=member.customer_id, confirmed=True))
    for days, is_known in ((6, True), (8, False)):
        with at(START + days * DAY):
            run_clean_up(dry_run=False)
            left = everything_in_the_tables()
            assert [canary in left for canary in ("phone-of-zwax", "5a5a5a")] == [is_known] * 2


@pytest.mark.parametrize("months", [6, 120])
def test_the_period_is_the_merchants_own(app: Flask, months: int) -> None:
    shop = a_shop(settings={"inactive_months": months})
    a_member_since_the_start(shop)
    end = plus_months(START, months)
    for moment, reminded in ((end - 31 * DAY, 0), (end - 29 * DAY, 1)):
        with at(moment):
            assert run_clean_up(dry_run=False)["inactive_reminded"] == reminded
    with at(end + DAY + timedelta(minutes=1)):
        assert run_clean_up(dry_run=False)["inactive_forgotten"] == 1


def test_somebody_without_an_address_is_kept_as_long_and_no_longer(app: Flask) -> None:
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    db.session.execute(update(Customer).values(email=None, email_canonical=None))
    db.session.commit()
    with at(END - DAY):
        assert run_clean_up(dry_run=False)["inactive_forgotten"] == 0
    with at(END + DAY):
        assert run_clean_up(dry_run=False)["inactive_forgotten"] == 1
    assert db.session.scalars(select(Erasure.customer_id)).all() == [member.customer_id]
