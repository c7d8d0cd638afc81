"""Finding the passes that lag without being marked."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram, WalletPass
from loyalty_app.operations.reconcile_passes import ReconcilePasses, reconcile_passes
from loyalty_app.queries.wallet_work import lagging_passes
from tests.factories import a_card, a_pass, a_shop
from tests.operations.passes import a_card_on_a_phone, change, claim, phone, publish_due, standing
from tests.operations.test_note_pushes import note


def seen() -> tuple[int, ...]:
    db.session.rollback()
    return lagging_passes(db.session.connection(), 100)


def give_a_new_look() -> None:
    db.session.execute(update(LoyaltyProgram).values(design_version=LoyaltyProgram.design_version + 1))
    db.session.commit()


def test_a_new_look_is_found_and_published(app: Flask) -> None:
    shop = a_shop()
    passes = [a_pass(a_card(shop)).id for _ in range(3)]
    assert seen() == ()
    give_a_new_look()
    assert reconcile_passes(ReconcilePasses(pass_ids=seen())).marked == 3
    assert seen() == ()
    assert publish_due().published == 3
    assert {standing(pass_id).pushed_design for pass_id in passes} == {2}


def test_a_lost_flag_is_found(app: Flask) -> None:
    shop = a_shop()
    pass_id = a_pass(a_card(shop)).id
    db.session.execute(update(WalletPass).values(marked=1, due_since=None))
    db.session.commit()
    assert seen() == (pass_id,)


def test_what_is_marked_already_stays_as_long_due_as_it_is(app: Flask) -> None:
    shop = a_shop()
    card, pass_id, _ = a_card_on_a_phone(shop)
    give_a_new_look()
    lagging = seen()
    reconcile_passes(ReconcilePasses(pass_ids=lagging))
    before = standing(pass_id).due_since
    assert reconcile_passes(ReconcilePasses(pass_ids=lagging)).marked == 0
    assert standing(pass_id).due_since == before
    assert card.id


def test_a_new_look_waits_a_minute_where_the_phone_was_just_woken(app: Flask) -> None:
    """The second waits until a minute after the first was told, whatever comes in between."""
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)

    note(claim(), "told")
    told = phone(device_id)
    give_a_new_look()
    reconcile_passes(ReconcilePasses(pass_ids=seen()))
    publish_due()
    assert (phone(device_id).push_due_at - told.last_pushed_at).total_seconds() >= 60
