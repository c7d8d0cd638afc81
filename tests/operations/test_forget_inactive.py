"""All members who stay away, of all merchants: in batches, as often as one likes, never anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import Busy
from loyalty_app.models import Customer, LoyaltyCard, Merchant, MerchantLoyaltySettings
from loyalty_app.operations import forget_inactive as module
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.forget_inactive import ForgetInactive, forget_inactive
from loyalty_app.operations.forget_inactive_member import (
    ForgetInactiveMember,
    InactiveMemberLookedAfter,
    forget_inactive_member,
)
from loyalty_app.queries.inactive_members import AbsentMember, absent_members
from tests.factories import Shop, a_customer, a_shop
from tests.operations.absences import DAY, END, START, a_member_since_the_start, at, is_known, reminders
from tests.operations.phones import join


def run(**values: Any) -> tuple[int, int]:
    done = forget_inactive(ForgetInactive(**values))
    return done.reminded, done.forgotten


def some_members(shop: Shop, count: int) -> list[CustomerActor]:
    return [a_member_since_the_start(shop, f"p{number}.{shop.store_id}@example.com")[0] for number in range(count)]


def test_first_all_are_reminded_then_all_are_forgotten_and_twice_is_no_mistake(app: Flask) -> None:
    members = some_members(a_shop(), 3)
    with at(END - 31 * DAY):
        assert run() == (0, 0)
    with at(END - 29 * DAY):
        assert run(dry_run=True) == (3, 0)
        assert (run(), run()) == ((3, 0), (0, 0))
        assert len(reminders()) == 3
    with at(END + 2 * DAY):
        assert run(dry_run=True) == (0, 3)
        assert all(is_known(member) for member in members)
        assert (run(), run()) == ((0, 3), (0, 0))
    assert not any(is_known(member) for member in members)


def test_nobody_is_left_out_between_two_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    members = some_members(a_shop(), 5)
    with at(END - 29 * DAY):
        assert run() == (5, 0)
    with at(END + 2 * DAY):
        assert run() == (0, 5)
    assert not any(is_known(member) for member in members)


def test_who_is_seen_in_any_way_stays(app: Flask) -> None:
    shop = a_shop()
    used, left, silent = (a_member_since_the_start(shop, f"{name}@example.com") for name in ("used", "left", "silent"))
    with at(END - 29 * DAY):
        assert run() == (3, 0)
    with at(END):
        add_stamp(AddStamp(actor=shop.actor(), card=CardReference(card_id=used[1].card.id)))
        erase_customer(EraseCustomer(actor=left[0], customer_id=left[0].customer_id, confirmed=True))
        young = a_member_like(shop, "young@example.com")
    with at(END + 2 * DAY):
        assert run() == (0, 1)
    assert [is_known(one) for one in (used[0], left[0], silent[0], young)] == [True, False, False, True]


def a_member_like(shop: Shop, email: str) -> CustomerActor:
    person = a_customer(shop, email=email, email_canonical=email, created_at=END)
    return CustomerActor(merchant_id=shop.merchant_id, customer_id=person.id)


def test_who_becomes_active_between_reading_and_locking_stays(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop()
    member, joined = a_member_since_the_start(shop)

    def meanwhile(*arguments: Any, **values: Any) -> tuple[AbsentMember, ...]:
        found = absent_members(*arguments, **values)
        if found:
            add_stamp(AddStamp(actor=shop.actor(), card=CardReference(card_id=joined.card.id)))
        return found

    with at(END - 29 * DAY):
        assert run() == (1, 0)
    monkeypatch.setattr(module, "absent_members", meanwhile)
    with at(END + 2 * DAY):
        assert run() == (0, 0)
    assert is_known(member)
    assert db.session.get_one(LoyaltyCard, joined.card.id, populate_existing=True).stamp_count == 1


def test_who_stands_at_the_counter_right_now_comes_next_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    members = some_members(a_shop(), 2)

    def busy(command: ForgetInactiveMember) -> InactiveMemberLookedAfter:
        if command.customer_id == members[0].customer_id:
            raise Busy(retry_after_seconds=1)
        return forget_inactive_member(command)

    with at(END - 29 * DAY):
        with monkeypatch.context() as patched:
            patched.setattr(module, "forget_inactive_member", busy)
            assert run() == (1, 0)
        assert run() == (1, 0)


@pytest.fixture
def shops(app: Flask) -> dict[str, tuple[Shop, CustomerActor]]:
    """Merchants of every standing, each with a member who is overdue."""
    shops = {name: a_shop() for name in ("ours", "forever", "longer", "suspended", "gone")}
    found = {name: (shop, some_members(shop, 1)[0]) for name, shop in shops.items()}
    ids = {name: shop.merchant_id for name, shop in shops.items()}
    settings = update(MerchantLoyaltySettings)
    db.session.execute(
        settings.where(MerchantLoyaltySettings.merchant_id == ids["forever"]).values(inactive_months=None)
    )
    db.session.execute(settings.where(MerchantLoyaltySettings.merchant_id == ids["longer"]).values(inactive_months=120))
    db.session.execute(update(Merchant).where(Merchant.id == ids["suspended"]).values(is_active=False))
    db.session.execute(update(Merchant).where(Merchant.id == ids["gone"]).values(deleted_at=START))
    db.session.commit()
    return found


def test_each_merchant_has_its_own_rule(app: Flask, shops: dict[str, tuple[Shop, CustomerActor]]) -> None:
    with at(END - 29 * DAY):
        assert run() == (1, 0)
    with at(END + 2 * DAY):
        assert run() == (0, 1)
    assert [name for name, (_, member) in shops.items() if not is_known(member)] == ["ours"]


def test_for_one_merchant_others_are_untouched(app: Flask) -> None:
    ours, others = a_shop(), a_shop()
    here, there = some_members(ours, 1)[0], some_members(others, 1)[0]
    with at(END - 29 * DAY):
        assert run(merchant_id=ours.merchant_id, dry_run=True) == (1, 0)
        assert run(merchant_id=ours.merchant_id) == (1, 0)
    with at(END + 2 * DAY):
        assert run(merchant_id=ours.merchant_id) == (0, 1)
    assert (is_known(here), is_known(there)) == (False, True)
    assert db.session.scalars(select(Customer.inactivity_reminded_at)).all() == [None, None]


def test_who_never_proved_an_address_is_no_member(app: Flask) -> None:
    with at(START):
        join(a_shop())
    with at(END + 2 * DAY):
        assert run() == (0, 0)
