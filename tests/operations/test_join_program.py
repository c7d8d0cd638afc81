"""Joining by phone: a card at once, the same for everybody, and nothing told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import (
    IdempotencyKeyReused,
    InvalidInput,
    ProgramPaused,
    ProgramUnknown,
    SelfEnrollmentDisabled,
    StoreUnknown,
)
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import (
    Consent,
    Customer,
    IdempotencyKey,
    LoyaltyProgram,
    Merchant,
    MerchantLoyaltySettings,
    Session,
    Store,
    TermsVersion,
)
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.queries.customer_caller import find_customer
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import a_customer, a_merchant, a_shop, a_store
from tests.operations.phones import BROWSER, OTHER_BROWSER, TERMS, a_member, join, last_mail, lines_of, mails
from tests.operations.scenes import KEY


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.value.problems]


def test_a_newcomer_has_a_card_that_collects_at_once(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    joined = join(shop, last_name="Martins", phone="621 123 456", birth_date="31.03.", locale="fr-LU")
    person = joined.card.customer
    assert (person.first_name, person.last_name, person.email) == ("Ana", "Martins", "ana@example.com")
    assert (person.phone, person.birth_date, person.locale) == ("+352621123456", "--03-31", "fr")
    assert lines_of(joined.card.id) == [("card_created", 0, 0)]
    stamped = add_stamp(AddStamp(actor=shop.actor(), card=CardReference(qr_code=joined.card.qr_code)))
    assert stamped.card.stamp_count == 1


def test_the_browser_is_signed_in_to_the_new_card_for_ninety_days(app: Flask) -> None:
    shop = a_shop()
    joined = join(shop)
    caller = find_customer(db.session.connection(), [token_hash(joined.session_token)], clock.now())
    assert caller is not None
    assert (caller.card_id, caller.first_name, caller.is_provisional) == (joined.card.id, "Ana", True)
    assert timedelta(days=89) < joined.expires_at - clock.now() <= timedelta(days=90)


def test_the_mail_carries_a_code_that_stands_in_no_table(app: Flask) -> None:
    shop = a_shop()
    joined = join(shop, locale="de")
    mail = last_mail()
    assert (mail.kind, mail.email, mail.state) == ("confirm", "ana@example.com", "pending")
    assert len(mail.code) == 6
    everything = "\n".join(
        str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()).all()
    )
    for secret in (mail.link_token.partition(".")[2], joined.session_token, BROWSER):
        assert secret not in everything


def test_the_mail_alone_tells_a_member_that_there_is_a_card_already_s31(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    member = a_customer(shop, email="Ana@example.com", email_canonical="ana@example.com")
    joined = join(shop)
    assert last_mail().kind == "confirm_known"
    assert lines_of(joined.card.id) == [("card_created", 0, 0)]
    provisional = db.session.scalars(select(Customer).where(Customer.id != member.id)).one()
    assert provisional.is_provisional


@pytest.mark.parametrize("loyalty_type", ["stamps", "hybrid"])
def test_known_and_unknown_addresses_run_the_same_statements_s30(app: Flask, loyalty_type: str) -> None:
    shop = a_shop(loyalty_type=loyalty_type, welcome_bonus_points=50)
    a_customer(shop, email="known@example.com", email_canonical="known@example.com")
    join(shop, email="warm@example.com")
    runs = []
    for email in ("known@example.com", "other@example.com"):
        with statements() as seen:
            join(shop, email=email)
        runs.append([statement.split("VALUES")[0] for statement in seen])
    assert runs[0] == runs[1]


def test_the_answer_is_of_the_same_form_for_everybody_s30(app: Flask) -> None:
    shop = a_shop()
    a_customer(shop, email="known@example.com", email_canonical="known@example.com")
    known, unknown = join(shop, email="known@example.com"), join(shop, email="other@example.com")
    alike: dict[str, Any] = {"id": 0, "card_number": "", "qr_code": "", "customer": known.card.customer}
    assert replace(known.card, **alike) == replace(unknown.card, **alike)
    assert (known.replayed, known.dry_run) == (unknown.replayed, unknown.dry_run)


def test_consents_are_kept_with_words_version_language_way_and_place_s70(app: Flask) -> None:
    shop = a_shop()
    old, newest = (
        TermsVersion(
            merchant_id=shop.merchant_id, program_id=shop.program_id, body={"en": text}, published_at=clock.now()
        )
        for text in ("Old.", "New.")
    )
    for terms in (old, newest):
        db.session.add(terms)
        db.session.flush()
    ids = (old.id, newest.id)
    db.session.commit()
    join(shop, locale="de", marketing_consent=True, marketing_wording="Send me news.")
    join(shop, terms_version_id=ids[0])
    join(shop, terms_version_id=10**9, marketing_consent=True)
    kept = db.session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [(c.purpose, c.wording, c.terms_version_id, c.locale) for c in kept] == [
        ("terms", TERMS, ids[1], "de"),
        ("marketing", "Send me news.", None, "de"),
        ("terms", TERMS, ids[0], "en"),
        ("terms", TERMS, ids[1], "en"),
    ]
    assert {(c.channel, c.store_id, c.withdrawn_at) for c in kept} == {("qr", shop.store_id, None)}


def test_a_store_of_its_own_scope_gets_a_card_of_its_own(app: Flask) -> None:
    shop = a_shop(settings={"allow_cross_location_redemption": False})
    assert join(shop).card.scope_store_id == shop.store_id


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_wrong_is_said_at_once(app: Flask) -> None:
    shop = a_shop(require_phone=True, require_birth_date=True)
    with pytest.raises(InvalidInput) as refused:
        join(shop, email="ana@", first_name=" ", terms_accepted=False)
    assert codes(refused) == [
        ("email", "email_invalid"),
        ("first_name", "name_invalid"),
        ("phone", "field_missing"),
        ("birth_date", "field_missing"),
        ("terms_accepted", "terms_required"),
    ]
    with pytest.raises(InvalidInput) as refused:
        join(shop, phone="call me", birth_date="31.02.")
    assert codes(refused) == [("phone", "phone_invalid"), ("birth_date", "date_invalid")]
    assert mails() == []


@pytest.mark.parametrize("email", ["a@b.lu\nBcc: x@y.lu", "a@b.lu\r\nSubject: hi", "a b@c.de", "a@b..de"])
def test_no_header_gets_into_a_mail_by_an_address_b067(app: Flask, email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        join(a_shop(), email=email)
    assert codes(refused) == [("email", "email_invalid")]


def test_where_only_the_staff_enrol_the_page_says_so_b076(app: Flask) -> None:
    shop = a_shop(settings={"allow_self_enrollment": False})
    with pytest.raises(SelfEnrollmentDisabled):
        join(shop)


@pytest.mark.parametrize("values", [{"is_active": False}, {"deleted_at": clock.now()}])
def test_a_closed_store_is_not_known_b075(app: Flask, values: dict[str, Any]) -> None:
    shop = a_shop()
    with pytest.raises(StoreUnknown):
        join(shop, store_id=a_store(shop.merchant_id, **values).id)
    with pytest.raises(StoreUnknown):
        join(shop, store_id=10**9)


def test_a_suspended_merchant_and_a_paused_program_take_nobody(app: Flask) -> None:
    shop = a_shop()
    db.session.get_one(LoyaltyProgram, shop.program_id).status = "paused"
    db.session.commit()
    with pytest.raises(ProgramPaused):
        join(shop)
    merchant = a_merchant()
    db.session.add(MerchantLoyaltySettings(merchant_id=merchant.id))
    store: Store = a_store(merchant.id)
    db.session.commit()
    with pytest.raises(ProgramUnknown):
        join(shop, store_id=store.id)
    db.session.get_one(Merchant, merchant.id).deleted_at = clock.now()
    db.session.commit()
    with pytest.raises(StoreUnknown):
        join(shop, store_id=store.id)


# ── repeats ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_sent_twice_it_is_one_person_with_one_card_and_one_session_b082(app: Flask) -> None:
    shop = a_shop()
    first, again = join(shop, request_id=KEY), join(shop, request_id=KEY)
    assert again == replace(first, replayed=True)
    for kind in (Customer, Session):
        assert db.session.scalar(select(func.count()).select_from(kind)) == 1
    with pytest.raises(IdempotencyKeyReused):
        join(shop, request_id=KEY, browser_token=OTHER_BROWSER)
    kept = db.session.scalars(select(IdempotencyKey)).one()
    assert kept.card_id == first.card.id
    assert first.session_token not in str(kept.outcome)


def test_a_dry_run_leaves_nothing(app: Flask) -> None:
    shop = a_shop()
    assert join(shop, dry_run=True).dry_run
    assert db.session.scalar(select(func.count()).select_from(Customer)) == 0


def test_an_address_gets_five_mails_an_hour_and_the_sixth_is_silently_none_s33(app: Flask) -> None:
    shop = a_shop()
    for number in range(7):
        assert join(shop, email="Ana@Example.com", browser_token=f"browser-{number}").card.version == 1
    assert len(mails()) == 5
    with clock.moved_to(clock.now() + timedelta(minutes=61)):
        join(shop)
        assert len(mails()) == 6


@pytest.mark.parametrize(
    ("born", "is_refused"), [("2010-03-31", False), ("2010-04-01", True), ("2026-01-01", True), ("--04-01", False)]
)
def test_a_birthday_that_says_too_young_is_refused_s74(app: Flask, born: str, is_refused: bool) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    with clock.moved_to(datetime(2026, 3, 31, 12, 0, tzinfo=UTC)):
        if not is_refused:
            join(shop, birth_date=born)
            return
        with pytest.raises(InvalidInput) as refused:
            join(shop, birth_date=born, terms_accepted=False)
    assert codes(refused) == [("birth_date", "too_young"), ("terms_accepted", "terms_required")]
    assert mails() == []


@pytest.mark.parametrize(("zone", "is_refused"), [("Europe/Luxembourg", False), ("America/New_York", True)])
def test_the_birthday_begins_at_the_stores_own_midnight(app: Flask, zone: str, is_refused: bool) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    db.session.get_one(Store, shop.store_id).timezone = zone
    db.session.commit()
    with clock.moved_to(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)):  # 1 April in Luxembourg
        if not is_refused:
            assert join(shop, birth_date="2010-04-01").card.customer.birth_date == "2010-04-01"
            return
        with pytest.raises(InvalidInput):
            join(shop, birth_date="2010-04-01")


def test_who_is_too_young_is_refused_whoever_has_the_address_s30(app: Flask) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    a_member(shop)
    for email in ("ana@example.com", "nobody@example.com"):
        with pytest.raises(InvalidInput) as refused:
            join(shop, email=email, birth_date=f"{clock.now().year - 15}-01-01")
        assert codes(refused) == [("birth_date", "too_young")]
    assert db.session.scalars(select(Customer.email)).all() == ["ana@example.com"]
