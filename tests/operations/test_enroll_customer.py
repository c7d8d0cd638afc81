"""Enrolling at the counter: new people, known people, one card each, the bonus, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import (
    CustomerUnknown,
    InvalidInput,
    ProgramPaused,
    ProgramUnknown,
    StaffPinRequired,
    StoreUnknown,
)
from loyalty_app.models import (
    Consent,
    Customer,
    LoyaltyCard,
    LoyaltyProgram,
    LoyaltyTransaction,
    MerchantLoyaltySettings,
    Store,
)
from loyalty_app.operations import new_card as module
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer, enroll_customer
from loyalty_app.queries.card_view import StoreName
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_customer, a_member_of_staff, a_shop, a_store
from tests.operations.scenes import KEY


def enroll(shop: Shop, **values: Any) -> CustomerEnrolled:
    command: dict[str, Any] = {"actor": shop.actor(), "email": "ana@example.com"}
    return enroll_customer(EnrollCustomer(**command | values))


def lines_of(card_id: int) -> list[tuple[str, int]]:
    lines = select(LoyaltyTransaction.type, LoyaltyTransaction.points_delta).where(
        LoyaltyTransaction.card_id == card_id
    )
    return [(line.type, line.points_delta) for line in db.session.execute(lines.order_by(LoyaltyTransaction.id))]


def customers() -> int:
    return len(db.session.scalars(select(Customer)).all())


# ── a new person ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_person_gets_a_card_that_works_at_once(app: Flask) -> None:
    shop = a_shop()
    outcome = enroll(
        shop,
        email=" Ana@Example.COM ",
        first_name="Ana",
        last_name="O'Brien",
        phone="621 123 456",
        birth_date="29.02.1992",
        locale="fr-LU",
    )
    person = outcome.card.customer
    assert (person.first_name, person.last_name, person.email) == ("Ana", "O'Brien", "Ana@Example.COM")
    assert (person.phone, person.birth_date, person.locale) == ("+352621123456", "1992-02-29", "fr")
    assert not outcome.already_enrolled
    assert lines_of(outcome.card.id) == [("card_created", 0)]
    store = db.session.get_one(Store, shop.store_id)
    assert outcome.locations == (StoreName(code=store.code, name=store.name),)
    assert outcome.card.enrolled_at_store == outcome.locations[0]
    stamped = add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=outcome.card.qr_code)))
    assert stamped.card.stamp_count == 1


def test_the_welcome_bonus_is_on_the_new_card(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    outcome = enroll(shop)
    assert lines_of(outcome.card.id) == [("card_created", 0), ("welcome_bonus", 50)]
    assert (outcome.card.points_balance, outcome.card.version) == (50, 2)


def test_a_stamps_program_welcomes_without_points(app: Flask) -> None:
    shop = a_shop(loyalty_type="stamps", welcome_bonus_points=50)
    assert enroll(shop).card.points_balance == 0


def test_marketing_consent_is_kept_with_the_words_that_were_shown(app: Flask) -> None:
    shop = a_shop()
    enroll(shop, marketing_consent=True, marketing_wording="Send me news.", locale="de", channel="terminal")
    enroll(shop, email="bob@example.com", marketing_consent=False, marketing_wording="Send me news.")
    enroll(shop, email="eve@example.com", marketing_consent=True)
    consents = db.session.scalars(select(Consent)).all()
    assert [(c.purpose, c.wording, c.locale, c.channel, c.store_id) for c in consents] == [
        ("marketing", "Send me news.", "de", "terminal", shop.store_id)
    ]


def test_a_language_we_do_not_speak_falls_back_to_the_merchants(app: Flask) -> None:
    shop = a_shop()
    for number, (typed, spoken) in enumerate([("lu", "lb"), ("../../de", "en"), ("x" * 100, "en"), (None, "en")]):
        assert enroll(shop, email=f"p{number}@example.com", locale=typed).card.customer.locale == spoken


def test_a_number_that_exists_already_is_thrown_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop()
    taken = enroll(shop).card.card_number.replace("-", "")
    numbers = iter([taken, "100000000008"])
    monkeypatch.setattr(module, "new_card_number", lambda _random: next(numbers))
    assert enroll(shop, email="bob@example.com").card.card_number == "1000-0000-0008"
    assert customers() == 2


# ── somebody we know ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_known_address_gets_its_card_again_and_nothing_is_overwritten(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    first = enroll(shop, first_name="Ana", phone="+352 621 123 456")
    again = enroll(shop, email="ANA@example.com", first_name="Eve", phone="+352 691 000 000", marketing_consent=True)
    assert (again.card, again.already_enrolled) == (first.card, True)
    assert customers() == 1


def test_a_known_customer_is_named_by_id(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop, first_name="Ana")
    first = enroll(shop, email=None, customer_id=person.id)
    assert (first.already_enrolled, first.card.customer.first_name) == (False, "Ana")
    again = enroll(shop, email=None, customer_id=person.id)
    assert (again.already_enrolled, again.card.id) == (True, first.card.id)


def test_plus_tags_and_lookalike_domains_are_different_people(app: Flask) -> None:
    shop = a_shop()
    ids = {
        enroll(shop, email=email).card.id for email in ("ana@example.com", "ana+shop@example.com", "ana@ехаmple.com")
    }
    assert len(ids) == 3


def test_a_provisional_namesake_is_not_the_person_at_the_counter(app: Flask) -> None:
    shop = a_shop()
    a_customer(shop, email="ana@example.com", email_canonical="ana@example.com", is_provisional=True)
    assert not enroll(shop).already_enrolled
    assert customers() == 2


def test_an_erased_person_is_new_again(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    person = a_customer(shop, email=None, email_canonical=None, erased_at=clock.now())
    with pytest.raises(CustomerUnknown):
        enroll(shop, email=None, customer_id=person.id)
    assert enroll(shop).card.points_balance == 50


def test_the_bonus_comes_once_per_person_also_with_a_card_per_store(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False}, welcome_bonus_points=50)
    elsewhere = _at_another_store(shop)
    here, there = enroll(shop), enroll(shop, actor=elsewhere)
    assert (here.card.points_balance, there.card.points_balance) == (50, 0)


# ── one card per store ───────────────────────────────────────────────────────────────────────────────────────


def test_with_a_card_per_store_each_store_gives_its_own(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    elsewhere = _at_another_store(shop)
    here, there = enroll(shop), enroll(shop, actor=elsewhere)
    assert (here.card.scope_store_id, there.card.scope_store_id) == (shop.store_id, elsewhere.store_id)
    assert not there.already_enrolled
    assert [location.code for location in there.locations] == [db.session.get_one(Store, elsewhere.store_id).code]
    assert enroll(shop).card.id == here.card.id
    assert enroll(shop, actor=elsewhere).card.id == there.card.id


def test_a_card_for_all_stores_stays_valid_when_the_merchant_changes_their_mind(app: Flask) -> None:
    shop = a_shop()
    first = enroll(shop)
    settings = db.session.scalars(select(MerchantLoyaltySettings)).one()
    settings.allow_cross_location_redemption = False
    db.session.commit()
    again = enroll(shop, actor=_at_another_store(shop))
    assert (again.already_enrolled, again.card.id) == (True, first.card.id)


def _at_another_store(shop: Shop) -> Any:
    store = a_store(shop.merchant_id)
    staff = a_member_of_staff(shop.merchant_id, store.id)
    db.session.commit()
    return replace(shop.actor(replace(shop.cashier, id=staff.id)), store_id=store.id)


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_everything_that_is_wrong_is_said_at_once(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        enroll(shop, email="a@b", first_name="x" * 81, phone="call me", birth_date="31.02.1990")
    assert codes(refused) == [
        ("first_name", "name_invalid"),
        ("email", "email_invalid"),
        ("phone", "phone_invalid"),
        ("birth_date", "date_invalid"),
    ]
    assert customers() == 0


def test_a_person_is_named_in_exactly_one_way(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        enroll(shop, email=None)
    assert codes(refused) == [("email", "field_missing")]
    with pytest.raises(InvalidInput) as refused:
        enroll(shop, customer_id=1)
    assert codes(refused) == [("email", "field_conflict")]


def test_nobody_is_born_tomorrow(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        enroll(shop, birth_date=(clock.now() + timedelta(days=2)).date())
    assert codes(refused) == [("birth_date", "date_invalid")]


def test_another_merchants_customer_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    for customer_id in (a_customer(there).id, 2**62):
        with pytest.raises(CustomerUnknown):
            enroll(here, email=None, customer_id=customer_id)


def test_another_merchants_store_is_not_known(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    with pytest.raises(StoreUnknown):
        enroll(here, actor=replace(here.actor(), store_id=there.store_id))


def test_the_same_address_at_two_merchants_is_two_people(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    assert enroll(here).card.id != enroll(there).card.id


def test_nobody_enrols_without_a_proven_person(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(StaffPinRequired):
        enroll(shop, actor=shop.nobody(), email="not even read")


def test_a_paused_program_takes_nobody_and_a_deleted_one_is_not_known(app: Flask) -> None:
    shop = a_shop()
    program = db.session.get_one(LoyaltyProgram, shop.program_id)
    program.status = "paused"
    db.session.commit()
    with pytest.raises(ProgramPaused):
        enroll(shop)
    program.deleted_at = clock.now()
    db.session.commit()
    with pytest.raises(ProgramUnknown):
        enroll(shop)


def test_a_blocked_card_is_shown_as_it_is(app: Flask) -> None:
    shop = a_shop()
    first = enroll(shop)
    db.session.get_one(LoyaltyCard, first.card.id).status = "blocked"
    db.session.commit()
    again = enroll(shop)
    assert (again.card.id, again.card.status, again.already_enrolled) == (first.card.id, "blocked", True)


def test_the_same_request_again_answers_the_same(app: Flask) -> None:
    shop = a_shop()
    first = enroll(shop, request_id=KEY)
    assert enroll(shop, request_id=KEY) == replace(first, replayed=True)


def test_a_dry_run_answers_and_leaves_nobody_behind(app: Flask) -> None:
    shop = a_shop()
    assert enroll(shop, dry_run=True).dry_run
    assert customers() == 0


def test_staff_sign_up_nobody_who_is_too_young_s74(app: Flask) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    with clock.moved_to(datetime(2026, 3, 31, 12, 0, tzinfo=UTC)):
        with pytest.raises(InvalidInput) as refused:
            enroll(shop, birth_date="2010-04-01")
        assert [(problem.field, problem.code) for problem in refused.value.problems] == [("birth_date", "too_young")]
        assert enroll(shop, birth_date="2010-03-31").card.customer.birth_date == "2010-03-31"
        assert enroll(shop, email="bob@example.com", birth_date="1.4.").card.customer.birth_date == "--04-01"
