"""A store says when it is open."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import PlatformActor
from loyalty_app.domain.errors import Forbidden, StoreUnknown
from loyalty_app.domain.opening_hours import OpeningHours, typed_hours
from loyalty_app.models import AuditEvent, Store
from loyalty_app.operations.set_opening_hours import SetOpeningHours, set_opening_hours
from loyalty_app.queries.stores import find_store
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop, a_store
from tests.operations.test_follow_rewards import design

WEEK = typed_hours(["mon-fri 07:00-18:30", "sat 08:00-17:00"])


def say(shop: Shop, hours: OpeningHours | None, **values: object) -> bool:
    named = {"actor": shop.owner(), "store_id": shop.store_id} | values
    return set_opening_hours(SetOpeningHours(hours=hours, **named)).changed  # type: ignore[arg-type]


def said(shop: Shop) -> object:
    db.session.rollback()
    code = db.session.get_one(Store, shop.store_id).code
    found = find_store(db.session.connection(), code)
    assert found is not None
    return found.opening_hours


def test_the_hours_are_kept_told_to_the_passes_and_written_down(app: Flask) -> None:
    shop = a_shop()
    before = design(shop)
    assert said(shop) is None
    assert say(shop, WEEK)
    assert said(shop) == WEEK.plain()
    assert design(shop) == before + 1
    event = db.session.execute(select(AuditEvent).where(AuditEvent.what == "opening_hours_changed")).scalar_one()
    assert (event.subject, event.before, event.after) == (f"store:{shop.store_id}", None, WEEK.plain())


def test_what_changes_nothing_wakes_nobody(app: Flask) -> None:
    shop = a_shop()
    assert not say(shop, None)
    say(shop, WEEK)
    before = design(shop)
    assert not say(shop, typed_hours(["sat 8:00-17:00", "mon-fri 7:00-18:30"]))
    assert design(shop) == before
    assert say(shop, None)
    assert (said(shop), design(shop)) == (None, before + 1)


def test_the_platform_may_and_whoever_is_below_an_owner_may_not(app: Flask) -> None:
    shop = a_shop()
    assert say(shop, WEEK, actor=PlatformActor())
    for staff in (shop.cashier, shop.manager):
        with pytest.raises(Forbidden):
            say(shop, None, actor=shop.actor(staff))


def test_another_merchants_store_and_a_closed_one_are_unknown(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    closed = a_store(shop.merchant_id, deleted_at=clock.now()).id
    db.session.commit()
    for store_id in (other.store_id, closed, 999_999):
        with pytest.raises(StoreUnknown):
            say(shop, WEEK, store_id=store_id)
    assert said(other) is None
