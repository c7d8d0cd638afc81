"""Who never proved an address and does not come any more is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.models import Customer
from loyalty_app.operations import forget_unconfirmed as module
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.forget_unconfirmed import ForgetUnconfirmed, forget_unconfirmed
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop
from tests.operations.phones import a_member, join, lines_of


def long_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def names() -> list[str | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Customer.first_name).order_by(Customer.id)))


def three_people(shop: Shop) -> list[int]:
    """One who came back, one who did not, one who proved the address."""
    with clock.moved_to(long_ago(91)):
        cards = [join(shop, email=f"{name}@example.com", first_name=name).card.id for name in ("came", "left")]
        a_member(shop, "proved@example.com", first_name="proved")
    with clock.moved_to(long_ago(89)):
        add_stamp(AddStamp(actor=shop.actor(), card=CardReference(card_id=cards[0])))
    return cards


def test_after_ninety_days_without_a_visit(app: Flask) -> None:
    shop = a_shop()
    cards = three_people(shop)
    assert forget_unconfirmed(ForgetUnconfirmed(dry_run=True)).customers == 1
    assert names() == ["came", "left", "proved"]
    assert forget_unconfirmed(ForgetUnconfirmed()).customers == 1
    assert names() == ["came", None, "proved"]
    assert lines_of(cards[1])[-1] == ("card_deactivated", 0, 0)
    assert forget_unconfirmed(ForgetUnconfirmed()).customers == 0
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert forget_unconfirmed(ForgetUnconfirmed()).customers == 1
    assert names() == [None, None, "proved"]


def test_at_most_a_batch_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    shop = a_shop()
    with clock.moved_to(long_ago(91)):
        for number in range(3):
            join(shop, email=f"p{number}@example.com")
    assert [forget_unconfirmed(ForgetUnconfirmed()).customers for _ in range(3)] == [2, 1, 0]
