"""Leaving for good: no trace of the person, and books that still add up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url

from loyalty_app.db import db, snapshot
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardUnknown, ConfirmationRequired, CustomerUnknown, Forbidden, ManagerRequired
from loyalty_app.domain.origins import origin_of
from loyalty_app.domain.tokens import token_hash
from loyalty_app.jobs.send_notifications import run_send_notifications
from loyalty_app.ledger.verify import verify
from loyalty_app.models import (
    AuditEvent,
    Consent,
    Customer,
    EmailCode,
    Erasure,
    LoyaltyCard,
    Notification,
    TransactionRequest,
)
from loyalty_app.operations import erase_customer as module
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.change_email import ChangeEmail, change_email
from loyalty_app.operations.correct_customer import CorrectCustomer, correct_customer
from loyalty_app.operations.erase_customer import CustomerErased, EraseCustomer, erase_customer
from loyalty_app.operations.join_program import ProgramJoined
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.queries.card_view import find_card
from loyalty_app.queries.customer_caller import find_customer
from loyalty_app.queries.figures import find_figures
from loyalty_app.traces import leave_no_trace
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_customer, a_shop
from tests.operations.phones import BROWSER, OTHER_BROWSER, TERMS, a_member, ask, enter, join, lines_of
from tests.operations.scenes import KEY, earned

NAME, FAMILY, ADDRESS, PHONE, BORN = "Zwaxilla", "Quorthon", "zwaxilla.q@example.com", "+352621987654", "1961-07-17"
NEWS, ORIGIN = f"{NAME} takes news.", origin_of("203.0.113.77", "Zwaxbrowser")
CANARIES = (
    *(NAME, FAMILY, ADDRESS, ADDRESS.upper(), "zwaxilla", PHONE, BORN, "Zwaxinova", "elsewhere.q@example.com"),
    *("203.0.113", "Zwaxbrowser"),
)


def erase(customer: CustomerActor, **values: Any) -> CustomerErased:
    command: dict[str, Any] = {"actor": customer, "customer_id": customer.customer_id, "confirmed": True}
    return erase_customer(EraseCustomer(**command | values))


def a_life(shop: Shop) -> tuple[CustomerActor, ProgramJoined]:
    """Somebody who left traces wherever a trace can be left."""
    typed = {"email": ADDRESS, "first_name": NAME, "last_name": FAMILY, "phone": PHONE, "birth_date": BORN}
    agreed = {"marketing_consent": True, "marketing_wording": NEWS}
    in_camera_app = join(shop, browser_token="c" * 43, request_id="first-key-00000001", **agreed, **typed)
    joined = join(shop, request_id=KEY, **agreed, **typed)
    actor = shop.actor(origin=ORIGIN)
    for number, other in enumerate((in_camera_app, joined)):
        card = CardReference(card_id=other.card.id)
        add_stamp(AddStamp(actor=actor, card=card, request_id=f"stamp-key-0000000{number}"))
    signed_in = enter(shop, request_id="another-key-000001")
    customer = CustomerActor(merchant_id=shop.merchant_id, customer_id=signed_in.customer_id, store_id=shop.store_id)
    card = CardReference(card_id=joined.card.id)
    replace_card(ReplaceCard(actor=shop.actor(), card=card, reason="Lost phone", request_id="lost-key-00000001"))
    earned(shop, db.session.get_one(LoyaltyCard, joined.card.id), 120, request_id="earn-key-000000001")
    correct_customer(CorrectCustomer(actor=customer, customer_id=customer.customer_id, first_name="Zwaxinova"))
    change_email(
        ChangeEmail(customer=customer, store_id=shop.store_id, email="elsewhere.q@example.com", browser_token=BROWSER)
    )
    join(shop, browser_token=OTHER_BROWSER, **typed)  # once more, never confirmed
    return customer, joined


def everything_in_the_tables() -> str:
    db.session.rollback()
    return "\n".join(
        str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()).all()
    )


def everything_in_the_files(app: Flask) -> bytes:
    """The database file, its write-ahead log, and whatever else lies beside it; the mails that were sent."""
    files = list(app.extensions["settings"].outbox_path.glob("*"))
    if db.engine.dialect.name == "sqlite":
        path = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
        files += path.parent.glob(f"{path.name}*")
    return b"".join(file.read_bytes() for file in files)


def test_no_trace_is_left_in_tables_and_files_s72(app: Flask) -> None:
    shop = a_shop(settings={"log_ip_addresses": True})
    with clock.moved_to(clock.now() - timedelta(minutes=1)):
        customer, _ = a_life(shop)
    run_send_notifications(dry_run=False)
    assert all(
        canary in everything_in_the_tables() for canary in (NAME, FAMILY, ADDRESS, PHONE, BORN, NEWS, "203.0.113")
    )
    assert all(address.encode() in everything_in_the_files(app) for address in (ADDRESS, "elsewhere.q@example.com"))
    erase(customer)
    left = everything_in_the_tables()
    assert [canary for canary in CANARIES if canary in left] == []
    files = everything_in_the_files(app)
    assert [canary for canary in CANARIES if canary.encode() in files] == []


def test_nothing_is_left_among_many_rows_either(app: Flask) -> None:
    """Pages that were split and filled again keep no copy in their gaps."""
    shop = a_shop()
    people = [a_customer(shop, first_name=f"{NAME}{number:03}", last_name="x" * (number % 60)) for number in range(150)]
    for person in people[::2]:
        person.last_name = FAMILY * 6
    db.session.commit()
    for person in people:
        erase(CustomerActor(merchant_id=shop.merchant_id, customer_id=person.id))
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        assert NAME.encode() not in everything_in_the_files(app)
        assert FAMILY.encode() not in everything_in_the_files(app)


def test_a_large_file_is_written_anew_in_the_night(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop()
    customer, _ = a_life(shop)
    if db.engine.dialect.name != "sqlite":
        assert leave_no_trace()
        return
    assert not erased_with(monkeypatch, customer, at_most_bytes=1000)
    assert leave_no_trace(at_most_bytes=None)
    assert NAME.encode() not in everything_in_the_files(app)
    assert leave_no_trace(at_most_bytes=0)  # nothing is left to be done


def erased_with(monkeypatch: pytest.MonkeyPatch, customer: CustomerActor, *, at_most_bytes: int) -> bool:
    done: list[bool] = []
    monkeypatch.setattr(module, "leave_no_trace", lambda: done.append(leave_no_trace(at_most_bytes=at_most_bytes)))
    erase(customer)
    return done[0]


def test_the_books_still_verify_and_the_open_points_are_forfeited_by_a_line(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50, point_value_cents_per_100=100)
    customer, joined = a_life(shop)
    erased = erase(customer)
    assert (erased.cards, erased.stamps_forfeited, erased.points_forfeited) == (2, 2, 170)
    assert lines_of(joined.card.id)[-1] == ("card_deactivated", -2, -170)
    card = db.session.get_one(LoyaltyCard, joined.card.id, populate_existing=True)
    assert (card.status, card.stamp_count, card.points_balance) == ("erased", 0, 0)
    db.session.rollback()
    with snapshot() as connection:
        assert verify(connection, shop.merchant_id).faults == ()
    figures = find_figures(db.session.connection(), shop.merchant_id, clock.now())
    assert (figures.members, figures.outstanding_points, figures.liability_cents) == (0, 0, 0)
    assert (figures.points.forfeited, figures.points.issued) == (170, 170)


def test_code_number_and_session_open_nothing_any_more(app: Flask) -> None:
    shop = a_shop()
    customer, joined = a_life(shop)
    card = db.session.get_one(LoyaltyCard, joined.card.id, populate_existing=True)
    names = (
        CardReference(qr_code=joined.card.qr_code),
        CardReference(qr_code=card.qr_token),
        CardReference(card_number=card.card_number),
        CardReference(card_id=card.id),
    )
    db.session.rollback()
    erase(customer)
    for name in names:
        with pytest.raises(CardUnknown):
            find_card(db.session.connection(), shop.actor(), name, clock.now())
    assert find_customer(db.session.connection(), [token_hash(joined.session_token)], clock.now()) is None


def test_consents_and_the_erasure_are_kept_without_a_name(app: Flask) -> None:
    shop = a_shop(settings={"log_ip_addresses": True})
    customer, _ = a_life(shop)
    assert db.session.scalars(select(TransactionRequest.user_agent)).all() == ["Zwaxbrowser"] * 2
    db.session.rollback()
    erase(customer)
    person = db.session.get_one(Customer, customer.customer_id, populate_existing=True)
    assert person.erased_at is not None
    evidence = db.session.scalars(select(Erasure).where(Erasure.customer_id == customer.customer_id)).one()
    assert (evidence.erased_by, len(evidence.address_hash or "")) == ("customer", 64)
    kept = db.session.scalars(select(Consent).where(Consent.customer_id == customer.customer_id)).all()
    assert [(consent.purpose, consent.wording) for consent in kept] == [
        ("terms", mail_codes.wording_hash(shop.merchant_id, TERMS)),
        ("marketing", mail_codes.wording_hash(shop.merchant_id, NEWS)),
    ]
    for kind in (Notification, TransactionRequest):
        assert db.session.scalars(select(kind)).all() == []
    codes = db.session.scalars(select(EmailCode)).all()
    assert {(code.customer_id, code.email, code.browser_hash, len(code.email_canonical)) for code in codes} == {
        (None, "", "", 64)
    }
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "customer_erased")).one()
    assert event.subject == f"customer:{customer.customer_id}"


def test_a_repeated_request_is_still_answered_by_a_card_of_nobody(app: Flask) -> None:
    shop = a_shop()
    customer, joined = a_life(shop)
    command = AddStamp(actor=shop.actor(), card=CardReference(card_id=joined.card.id), request_id="stamp-key-00000001")
    erase(customer)
    with pytest.raises(CardUnknown):
        add_stamp(command)  # the lock comes before the repeat
    again = join(
        shop,
        request_id=KEY,
        marketing_consent=True,
        marketing_wording=NEWS,
        email=ADDRESS,
        first_name=NAME,
        last_name=FAMILY,
        phone=PHONE,
        birth_date=BORN,
    )
    assert (again.replayed, again.card.customer.first_name, again.card.customer.email) == (True, None, None)


def test_who_joins_again_starts_from_nothing_b085(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    customer, joined = a_life(shop)
    erase(customer)
    with clock.moved_to(clock.now()):
        again = join(shop, email=ADDRESS, first_name=NAME)
        signed_in = enter(shop)
    assert again.card.id != joined.card.id
    assert (signed_in.was_confirmed, signed_in.was_merged) == (True, False)
    assert lines_of(again.card.id) == [("card_created", 0, 0)]


def test_a_foreign_address_that_was_only_typed_takes_nobody_along(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop, ADDRESS)
    impostor = join(shop, email=ADDRESS)
    caller = find_customer(db.session.connection(), [token_hash(impostor.session_token)], clock.now())
    assert caller is not None
    db.session.rollback()
    erase(caller.acting)
    assert db.session.get_one(Customer, member.customer_id, populate_existing=True).email == ADDRESS
    ask(shop, email=ADDRESS, browser_token="third browser")


def test_a_blocked_card_is_erased_and_a_merged_one_forgotten(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop, ADDRESS)
    join(shop, email=ADDRESS)
    enter(shop)
    card_id = db.session.scalars(select(LoyaltyCard.id).where(LoyaltyCard.status == "active")).one()
    block_card(BlockCard(actor=shop.actor(), card=CardReference(card_id=card_id), reason="Fraud"))
    assert erase(member).cards == 1
    found = db.session.execute(select(LoyaltyCard.status, LoyaltyCard.customer_id)).all()
    assert sorted(tuple(row) for row in found) == [("erased", member.customer_id), ("merged", member.customer_id)]


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_confirmed_with_what_is_left_behind(app: Flask) -> None:
    shop = a_shop()
    customer, _ = a_life(shop)
    with pytest.raises(ConfirmationRequired) as refused:
        erase(customer, confirmed=False)
    assert refused.value.facts == {"stamps_forfeited": 2, "points_forfeited": 120}
    assert erase(customer, dry_run=True).points_forfeited == 120
    assert NAME in everything_in_the_tables()


def test_only_oneself_or_the_owner_may(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member, stranger = a_member(shop, ADDRESS), a_member(other, ADDRESS)
    for actor in (stranger, CustomerActor(merchant_id=shop.merchant_id, customer_id=10**9), other.owner()):
        with pytest.raises(CustomerUnknown):
            erase(member, actor=actor)
    with pytest.raises(ManagerRequired):
        erase(member, actor=shop.actor())
    with pytest.raises(Forbidden):
        erase(member, actor=shop.actor(shop.manager))
    assert erase(member, actor=shop.owner(), reason="Asked by letter").cards == 1
    with pytest.raises(CustomerUnknown):
        erase(member)


def test_a_person_without_a_card_and_without_an_address_is_erased_too(app: Flask) -> None:
    shop = a_shop()
    person = a_customer(shop, email=None, email_canonical=None)
    card = a_card(shop, customer=person)
    erase(CustomerActor(merchant_id=shop.merchant_id, customer_id=person.id))
    assert db.session.get_one(LoyaltyCard, card.id, populate_existing=True).status == "erased"
    nobody = a_customer(shop)
    assert erase(CustomerActor(merchant_id=shop.merchant_id, customer_id=nobody.id)).cards == 0
    assert db.session.scalars(select(Erasure).where(Erasure.customer_id == person.id)).one().address_hash is None
