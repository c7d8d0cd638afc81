"""Cleaning up: what is old goes, what is young or belongs to the books stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from loyalty_app.db import db
from loyalty_app.models import IdempotencyKey, LoyaltyTransaction, Notification, PairingCode, Session
from loyalty_app.operations import clean_up as module
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.clean_up import CleanedUp, CleanUp, clean_up
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop, reference
from tests.operations.phones import join


def some_rows(shop: Shop, key: str) -> None:
    add_stamp(AddStamp(actor=shop.actor(), card=reference(a_card(shop)), request_id=key))
    create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id))
    db.session.add(
        Session(
            token_hash=key,
            kind="staff",
            staff_pin_id=shop.cashier.id,
            expires_at=clock.now() + timedelta(hours=12),
            last_seen_at=clock.now(),
        )
    )
    db.session.commit()


def left() -> tuple[int | None, ...]:
    return tuple(
        db.session.scalar(select(func.count()).select_from(kind))
        for kind in (IdempotencyKey, Session, PairingCode, LoyaltyTransaction)
    )


def test_old_rows_go_and_young_ones_and_the_books_stay(app: Flask) -> None:
    shop = a_shop()
    with clock.moved_to(clock.now() - timedelta(days=31)):
        some_rows(shop, "an-old-key-0000001")
    some_rows(shop, "a-young-key-000001")
    assert left() == (2, 2, 2, 2)
    assert clean_up(CleanUp()) == CleanedUp(
        idempotency_keys=1,
        sessions=1,
        pairing_codes=1,
        transaction_requests=0,
        email_codes=0,
        mails=0,
        addresses_of_mails=0,
    )
    assert left() == (1, 1, 1, 2)


def test_a_second_time_there_is_nothing_to_do(app: Flask) -> None:
    with clock.moved_to(clock.now() - timedelta(days=31)):
        some_rows(a_shop(), "an-old-key-0000001")
    clean_up(CleanUp())
    again = clean_up(CleanUp())
    assert (again.idempotency_keys, again.sessions, again.pairing_codes) == (0, 0, 0)


def test_a_dry_run_counts_and_deletes_nothing(app: Flask) -> None:
    with clock.moved_to(clock.now() - timedelta(days=31)):
        some_rows(a_shop(), "an-old-key-0000001")
    assert clean_up(CleanUp(dry_run=True)).idempotency_keys == 1
    assert left() == (1, 1, 1, 1)


def test_a_full_batch_says_that_there_may_be_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    shop = a_shop()
    with clock.moved_to(clock.now() - timedelta(days=31)):
        for number in range(3):
            some_rows(shop, f"an-old-key-000000{number}")
    first, second = clean_up(CleanUp()), clean_up(CleanUp())
    assert (first.idempotency_keys, first.may_have_left_some) == (2, True)
    assert (second.idempotency_keys, second.may_have_left_some) == (1, False)


def test_codes_and_mails_go_and_addresses_before_them(app: Flask) -> None:
    shop = a_shop()
    ages = {91: "sent", 90.5: "pending", 8: "failed", 6: "sent", 2: "withheld"}
    for days, state in ages.items():
        with clock.moved_to(clock.now() - timedelta(days=days)):
            join(shop, email=f"p{days}@example.com", browser_token=f"browser {days}")
            db.session.execute(update(Notification).where(Notification.state == "pending").values(state=state))
            db.session.commit()
    db.session.execute(update(Notification).where(Notification.dedupe_key == "code:2").values(state="pending"))
    db.session.commit()
    join(shop, email="now@example.com")
    cleaned = clean_up(CleanUp())
    assert (cleaned.email_codes, cleaned.mails, cleaned.addresses_of_mails) == (5, 1, 1)
    kept = db.session.execute(select(Notification.state, Notification.email).order_by(Notification.id)).all()
    assert [(row.state, row.email is None) for row in kept] == [
        ("pending", False),
        ("failed", True),
        ("sent", False),
        ("withheld", False),
        ("pending", False),
    ]
