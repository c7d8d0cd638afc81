"""Publishing what is due: no change is lost, tags and dates only grow."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, update

from loyalty_app.db import db
from loyalty_app.domain.errors import Busy
from loyalty_app.models import LoyaltyCard, LoyaltyProgram, LoyaltyTransaction, WalletPass
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.publish_passes import BATCH
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_pass, a_shop, reference
from tests.ledger.test_guards import next_line
from tests.operations.passes import publish_due, standing
from tests.operations.scenes import a_card_with_points
from tests.races import at_once


def spend(shop: Shop, card: LoyaltyCard) -> None:
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=100))


def mark_by_hand() -> None:
    db.session.execute(update(WalletPass).values(due_since=clock.now()))
    db.session.commit()


def test_a_tap_makes_the_pass_due_and_publishing_brings_it_level(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    before = standing(a_pass(card).id)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    due = standing(before.id)
    assert due.due_since is not None
    assert due.pushed_version < due.version
    assert publish_due().published == 1
    after = standing(before.id)
    assert (after.due_since, after.pushed_version) == (None, after.version)
    assert after.update_tag > before.update_tag
    assert after.last_modified > before.last_modified
    assert publish_due().due == 0


def test_ten_taps_are_one_publication_that_waits_since_the_first(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    pass_id = a_pass(card).id
    spend(shop, card)
    first = standing(pass_id)
    for _ in range(9):
        spend(shop, card)
    assert standing(pass_id).due_since == first.due_since
    assert publish_due().published == 1
    assert standing(pass_id).update_tag == first.update_tag + 1


def test_two_changes_within_one_second_have_two_dates(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    pass_id = a_pass(card).id
    dates = []
    for _ in range(3):
        spend(shop, card)
        publish_due()
        dates.append(standing(pass_id).last_modified)
    assert dates == sorted(set(dates))


def test_the_date_grows_though_the_clock_goes_back(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    before = standing(a_pass(card).id)
    spend(shop, card)
    with clock.moved_to(clock.now() - timedelta(hours=1)):
        publish_due()
    assert standing(before.id).last_modified == before.last_modified + 1


def test_a_change_without_a_line_is_published_too(app: Flask) -> None:
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    before = standing(a_pass(card).id)
    replace_card(ReplaceCard(actor=shop.actor(), card=reference(card), reason="Lost phone"))
    assert publish_due().published == 1
    after = standing(before.id)
    assert (after.marked, after.pushed_mark, after.version) == (1, 1, before.version)
    assert after.update_tag > before.update_tag


def test_a_flag_without_a_change_publishes_nothing(app: Flask) -> None:
    before = standing(a_pass(a_card(a_shop())).id)
    mark_by_hand()
    outcome = publish_due()
    assert (outcome.due, outcome.published) == (1, 0)
    after = standing(before.id)
    assert (after.due_since, after.update_tag, after.last_modified) == (None, before.update_tag, before.last_modified)


def test_a_new_look_is_published_when_it_was_marked(app: Flask) -> None:
    shop = a_shop()
    pass_id = a_pass(a_card(shop)).id
    db.session.execute(update(LoyaltyProgram).values(design_version=2))
    mark_by_hand()
    assert publish_due().published == 1
    assert standing(pass_id).pushed_design == 2


@contextmanager
def a_line_not_committed(card: LoyaltyCard) -> Iterator[None]:
    with db.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        connection.execute(insert(LoyaltyTransaction), next_line(connection, card.id))
        yield
        connection.commit()


def only_postgresql() -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: there is nothing in between")


def test_a_tap_that_is_not_committed_yet_is_left_to_the_next_batch(app: Flask) -> None:
    only_postgresql()
    card = a_card_with_points(a_shop(), 100)
    pass_id = a_pass(card).id
    with a_line_not_committed(card):
        assert publish_due().due == 0
    assert publish_due().published == 1
    assert standing(pass_id).pushed_version == 2


def test_nor_is_one_lost_that_comes_on_top_of_a_due_pass(app: Flask) -> None:
    only_postgresql()
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    pass_id = a_pass(card).id
    spend(shop, card)
    with a_line_not_committed(card):
        assert publish_due().due == 0
    publish_due()
    assert standing(pass_id).pushed_version == 3


def test_a_tap_during_a_publication_waits_and_makes_the_pass_due_again(app: Flask) -> None:
    only_postgresql()
    shop = a_shop()
    card = a_card_with_points(shop, 100)
    pass_id = a_pass(card).id
    spend(shop, card)
    db.session.rollback()

    def tap() -> None:
        with app.app_context():
            spend(shop, card_twin)
            db.session.remove()

    card_twin = LoyaltyCard(id=card.id)
    with db.engine.connect().execution_options(isolation_level="READ COMMITTED") as publisher:
        publisher.execute(WalletPass.__table__.select().with_for_update()).all()
        publisher.execute(update(WalletPass).values(pushed_version=2, due_since=None))
        tapping = threading.Thread(target=tap)
        tapping.start()
        tapping.join(0.3)
        assert tapping.is_alive()
        publisher.commit()
    tapping.join(10)
    found = standing(pass_id)
    assert (found.version, found.pushed_version) == (3, 2)
    assert found.due_since is not None


@pytest.mark.race
def test_taps_and_publishers_at_once_leave_no_lagging_pass_without_its_flag(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    cards = [a_card(shop) for _ in range(3)]
    passes = [a_pass(card).id for card in cards]
    ids = [LoyaltyCard(id=card.id) for card in cards]

    def taps() -> None:
        for _ in range(12):
            patiently(lambda: spend(shop, random.choice(ids)))

    def publications() -> None:
        for _ in range(12):
            patiently(publish_due)

    at_once(app, [taps, taps, taps, publications, publications])
    for pass_id in passes:
        found = standing(pass_id)
        assert found.pushed_version == found.version or found.due_since is not None
    while publish_due().due:
        pass
    assert all(found.pushed_version == found.version for found in map(standing, passes))


def patiently(call: Callable[[], object]) -> None:
    while True:
        try:
            call()
        except Busy:
            db.session.rollback()
        else:
            return


def test_a_full_batch_says_that_there_may_be_more(app: Flask) -> None:
    outcome = publish_due()
    assert (outcome.due, outcome.may_have_left_some) == (0, False)
    assert type(outcome)(due=BATCH, published=0, devices=0).may_have_left_some
