"""An old backup brings back who was erased: the list kept elsewhere is applied again."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import delete, select, update

from loyalty_app.db import db, snapshot
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.models import Customer, Erasure, LoyaltyCard
from loyalty_app.operations.erase_again import EraseAgain, erase_again
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.queries.erasures import ErasedPerson, list_erasures
from tests.factories import Shop, a_shop
from tests.operations.phones import a_member, enter, join
from tests.operations.scenes import earned


def erase(customer: CustomerActor) -> None:
    erase_customer(EraseCustomer(actor=customer, customer_id=customer.customer_id, confirmed=True))


def the_list() -> tuple[ErasedPerson, ...]:
    with snapshot() as connection:
        return list_erasures(connection)


def restored(customer: CustomerActor, **values: object) -> None:
    """As if a backup of before the erasure had been played back: the person is here, the list is not."""
    db.session.execute(delete(Erasure))
    db.session.execute(
        update(Customer)
        .where(Customer.id == customer.customer_id)
        .values(**{"first_name": "Ana", "email": "ana@example.com", "email_canonical": "ana@example.com"} | values)
    )
    db.session.execute(
        update(LoyaltyCard).where(LoyaltyCard.customer_id == customer.customer_id).values(status="active")
    )
    db.session.commit()


def name_of(customer_id: int) -> str | None:
    db.session.rollback()
    return db.session.get_one(Customer, customer_id, populate_existing=True).first_name


def an_erased_member(shop: Shop) -> tuple[CustomerActor, tuple[ErasedPerson, ...]]:
    member = a_member(shop)
    erase(member)
    return member, the_list()


def test_who_came_back_goes_again_and_twice_is_no_mistake(app: Flask) -> None:
    shop = a_shop()
    member, kept = an_erased_member(shop)
    stays = a_member(shop, "bob@example.com", first_name="Bob")
    restored(member, erased_at=None)
    assert erase_again(EraseAgain(erasures=kept, dry_run=True)).customers == 1
    assert erase_again(EraseAgain(erasures=kept)).customers == 1
    assert (name_of(member.customer_id), name_of(stays.customer_id)) == (None, "Bob")
    assert erase_again(EraseAgain(erasures=kept)).customers == 0
    assert [erased.customer_id for erased in the_list()] == [member.customer_id]


def test_a_person_who_joined_again_afterwards_stays(app: Flask) -> None:
    shop = a_shop()
    _, kept = an_erased_member(shop)
    again = join(shop)
    customer_id = enter(shop).customer_id
    assert erase_again(EraseAgain(erasures=kept)).customers == 0
    assert name_of(customer_id) == "Ana"
    earned(shop, db.session.get_one(LoyaltyCard, again.card.id), 10)


def test_who_had_another_number_then_is_found_by_the_address(app: Flask) -> None:
    shop = a_shop()
    member, kept = an_erased_member(shop)
    restored(member, erased_at=None)
    moved = tuple(
        ErasedPerson(
            merchant_code=erased.merchant_code,
            customer_id=10**9,
            address_hash=erased.address_hash,
            erased_at=erased.erased_at,
        )
        for erased in kept
    )
    assert erase_again(EraseAgain(erasures=moved)).customers == 1
    assert name_of(member.customer_id) is None


def test_another_merchants_list_is_not_this_ones(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member, kept = an_erased_member(shop)
    restored(member, erased_at=None)
    stranger = a_member(other)
    assert erase_again(EraseAgain(erasures=kept)).customers == 1
    assert name_of(stranger.customer_id) == "Ana"
    assert db.session.scalars(select(Erasure.customer_id)).all() == [member.customer_id]
