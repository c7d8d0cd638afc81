"""One member who stays away: reminded once, given thirty days, forgotten; and not if they were seen meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.domain.store_days import store_day
from loyalty_app.models import AuditEvent, Customer, Erasure, LoyaltyCard, Notification, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.forget_inactive_member import ForgetInactiveMember, forget_inactive_member
from tests.factories import a_shop
from tests.operations.absences import DAY, END, START, a_member_since_the_start, at, is_known, reminders
from tests.operations.phones import ask, enter, join, lines_of
from tests.operations.scenes import earned


def day_of(moment: datetime) -> str:
    return store_day(moment, "Europe/Luxembourg").date.isoformat()


def look_after(customer: CustomerActor, *, dry_run: bool = False) -> str:
    command = ForgetInactiveMember(merchant_id=customer.merchant_id, customer_id=customer.customer_id, dry_run=dry_run)
    return forget_inactive_member(command).step.value


def test_the_reminder_says_what_ends_when_and_comes_once(app: Flask) -> None:
    shop = a_shop()
    member, joined = a_member_since_the_start(shop)
    with at(START + timedelta(minutes=30)):
        add_stamp(AddStamp(actor=shop.actor(), card=CardReference(card_id=joined.card.id)))
        earned(shop, db.session.get_one(LoyaltyCard, joined.card.id), 120)
    with at(END - 31 * DAY):
        assert look_after(member) == "wait"
    with at(END - 29 * DAY):
        assert look_after(member, dry_run=True) == "remind"
        assert reminders() == []
        assert look_after(member) == "remind"
        assert look_after(member) == "wait"
        (mail,) = reminders()
        assert (mail.email, mail.state, mail.store_id, mail.locale) == (
            "ana@example.com",
            "pending",
            shop.store_id,
            "en",
        )
        facts = {
            "stamps": 1,
            "points": 120,
            "last_seen_on": day_of(START + timedelta(minutes=30)),
            "ends_on": day_of(END + DAY),
        }
        assert mail.facts == facts
    assert is_known(member)


def test_thirty_days_later_the_member_is_forgotten_and_the_points_are_forfeited(app: Flask) -> None:
    shop = a_shop()
    member, joined = a_member_since_the_start(shop)
    with at(START + timedelta(minutes=30)):
        earned(shop, db.session.get_one(LoyaltyCard, joined.card.id), 120)
    with at(END - 29 * DAY):
        look_after(member)
    with at(END + DAY - timedelta(minutes=1)):
        assert look_after(member) == "wait"
    with at(END + DAY + timedelta(minutes=1)):
        assert look_after(member) == "forget"
        with pytest.raises(CustomerUnknown):
            look_after(member)
    assert not is_known(member)
    assert lines_of(joined.card.id)[-1] == ("card_deactivated", 0, -120)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "customer_erased")).one()
    assert (event.subject, event.reason) == (f"customer:{member.customer_id}", "Not seen for 36 months")
    evidence = db.session.scalars(select(Erasure)).one()
    assert (evidence.erased_by, len(evidence.address_hash or "")) == ("clean-up", 64)
    assert db.session.scalars(select(Notification)).all() == []


def test_one_visit_begins_everything_anew(app: Flask) -> None:
    shop = a_shop()
    member, joined = a_member_since_the_start(shop)
    with at(END - 29 * DAY):
        look_after(member)
    with at(END - DAY):
        add_stamp(AddStamp(actor=shop.actor(), card=CardReference(card_id=joined.card.id)))
    with at(END + 400 * DAY):
        assert look_after(member) == "wait"
    again = END + (END - START)
    with at(again - 25 * DAY):
        assert look_after(member) == "remind"
    assert len(reminders()) == 2
    with at(again + 2 * DAY):
        assert look_after(member) == "wait"
    with at(again + 6 * DAY):
        assert look_after(member) == "forget"


def test_signing_in_is_a_sign_of_life_also_when_its_session_is_long_forgotten(app: Flask) -> None:
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    with at(END - 29 * DAY):
        look_after(member)
    with at(END - 20 * DAY):
        ask(shop)
        assert enter(shop).customer_id == member.customer_id
    db.session.execute(db.metadata.tables["sessions"].delete())
    db.session.commit()
    with at(END + 200 * DAY):
        assert look_after(member) == "wait"
    assert len(reminders()) == 1


def test_who_cannot_be_written_to_is_forgotten_without_a_reminder(app: Flask) -> None:
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    db.session.execute(update(Customer).values(email=None, email_canonical=None))
    db.session.commit()
    with at(END - DAY):
        assert look_after(member) == "wait"
    with at(END + DAY):
        assert look_after(member) == "forget"
    assert not is_known(member)
    assert reminders() == []


def test_a_mail_that_nobody_takes_holds_nothing_up(app: Flask) -> None:
    """The reminder was written; whether it arrives is nobody's to know."""
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    with at(END - 29 * DAY):
        look_after(member)
        db.session.execute(update(Notification).values(state="failed", email=None, last_error="address refused: 550"))
        db.session.commit()
    with at(END + 2 * DAY):
        assert look_after(member) == "forget"


def test_a_mail_that_was_long_cleaned_away_still_counts(app: Flask) -> None:
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    with at(END - 29 * DAY):
        look_after(member)
        db.session.execute(db.metadata.tables["notifications"].delete())
        db.session.commit()
    with at(END + 120 * DAY):
        assert look_after(member) == "forget"


def test_somebody_who_just_joined_with_the_address_may_be_the_member(app: Flask) -> None:
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    with at(END - 29 * DAY):
        look_after(member)
    with at(END):
        newcomer = join(shop, browser_token="a new phone")
    with at(END + 2 * DAY):
        assert look_after(member) == "wait"
        ask(shop, browser_token="a new phone")
        enter(shop, browser_token="a new phone")
    with at(END + 50 * DAY):
        assert look_after(member) == "wait"
    assert is_known(member)
    status = db.session.scalars(select(LoyaltyCard.status).where(LoyaltyCard.id == newcomer.card.id)).one()
    assert status == "merged"


def test_where_the_store_has_closed_the_merchant_writes(app: Flask) -> None:
    shop = a_shop()
    member, _ = a_member_since_the_start(shop)
    db.session.execute(update(Store).values(is_active=False))
    db.session.commit()
    with at(END - 29 * DAY):
        assert look_after(member) == "remind"
    assert [mail.store_id for mail in reminders()] == [None]


def test_another_merchants_member_is_not_known(app: Flask) -> None:
    member, _ = a_member_since_the_start(a_shop())
    with at(END + DAY), pytest.raises(CustomerUnknown):
        look_after(CustomerActor(merchant_id=a_shop().merchant_id, customer_id=member.customer_id))
