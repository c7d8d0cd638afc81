"""What became of pushes (spec 6 B3): told, gone by the rule of the timestamp, later, or the channel is broken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import ApplePushChannel
from loyalty_app.operations.claim_pushes import LEASE, PushesClaimed
from loyalty_app.operations.note_pushes import NotedPush, NotePushes, PushesNoted, note_pushes
from loyalty_app.unit_of_work import clock
from tests.factories import PASS_TYPE, a_shop
from tests.operations.passes import a_card_on_a_phone, a_phone, change, claim, phone, standing


def note(claimed: PushesClaimed, how: str, *, fault: str | None = None, **said: Any) -> PushesNoted:
    noted = tuple(
        NotedPush(device_id=push.device_id, push_token=push.push_token, tag=push.tag, **said) for push in claimed.pushes
    )
    kinds: dict[str, Any] = {how: noted}
    return note_pushes(NotePushes(pass_type=PASS_TYPE, leased_until=claimed.leased_until, fault=fault, **kinds))


def channel() -> Any:
    db.session.rollback()
    return db.session.execute(select(*ApplePushChannel.__table__.c)).one_or_none()


def test_who_was_told_is_not_due_any_more_and_rests(app: Flask) -> None:
    shop = a_shop()
    card, pass_id, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    note(claim(), "told")
    told = phone(device_id)
    assert (told.push_due_at, told.leased_until, told.attempts) == (None, None, 0)
    assert told.pushed_tag == standing(pass_id).update_tag
    assert told.rests_until == told.last_pushed_at + timedelta(seconds=10)
    assert channel().last_pushed_at == told.last_pushed_at


def test_what_changes_while_the_push_is_under_way_is_told_after_the_rest(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    claimed = claim()
    change(shop, card)
    note(claimed, "told")
    told = phone(device_id)
    assert told.pushed_tag < told.wanted_tag
    assert told.push_due_at == told.rests_until
    assert claim().pushes == ()
    with clock.moved_to(told.rests_until + timedelta(seconds=1)):
        assert [push.tag for push in claim().pushes] == [told.wanted_tag]


def test_ten_changes_in_five_seconds_are_two_pushes(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    start, pushes = clock.now(), 0
    for half_seconds in range(80):
        with clock.moved_to(start + timedelta(seconds=half_seconds / 2)):
            if half_seconds < 10:
                change(shop, card)
            claimed = claim()
            pushes += len(claimed.pushes)
            note(claimed, "told")
    assert pushes == 2
    assert phone(device_id).pushed_tag == phone(device_id).wanted_tag


def test_i10_a_worker_killed_before_it_notes_repeats_the_push(app: Flask) -> None:
    shop = a_shop()
    card, _, _ = a_card_on_a_phone(shop)
    change(shop, card)
    killed = claim()
    with clock.moved_to(clock.now() + LEASE + timedelta(seconds=1)):
        again = claim()
        assert again.pushes == killed.pushes
        note(again, "told")


def test_who_notes_after_the_lease_ended_changes_nothing(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    slow = claim()
    with clock.moved_to(clock.now() + LEASE + timedelta(seconds=1)):
        claim()
        before = phone(device_id)
        note(slow, "told")
        assert phone(device_id).leased_until == before.leased_until
        assert phone(device_id).push_due_at == before.push_due_at


@pytest.mark.parametrize("registered", [-60, 60])
def test_apple_names_the_moment_since_when_nobody_is_there(app: Flask, registered: int) -> None:
    """A phone that registered after that moment is there again: it is asked once more."""
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    since = phone(device_id).token_updated_at - timedelta(seconds=registered)
    note(claim(), "gone", reason="Unregistered", since=since)
    found = phone(device_id)
    assert (found.gone_at is not None) is (registered < 0)
    assert (found.push_due_at is None) is (registered < 0)
    assert found.leased_until is None


def test_that_nobody_is_there_is_doubted_for_a_day_and_then_believed(app: Flask) -> None:
    """Apple's news may be older than the registration, or our clock ahead of Apple's: neither is asked for ever."""
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    registered_at = phone(device_id).token_updated_at
    change(shop, card)
    asked = 0
    while (due_at := phone(device_id).push_due_at) is not None:
        with clock.moved_to(due_at + timedelta(seconds=1)):
            note(claim(), "gone", reason="Unregistered", since=registered_at - timedelta(minutes=1))
        asked += 1
        assert asked < 50
    gone_at = phone(device_id).gone_at
    assert timedelta(days=1) <= gone_at - registered_at < timedelta(days=1, hours=2)
    assert asked > 20


def test_a_bad_token_is_dropped_and_a_new_one_given_meanwhile_is_tried(app: Flask) -> None:
    shop = a_shop()
    bad_card, _, bad = a_card_on_a_phone(shop)
    card, pass_id, device_id = a_card_on_a_phone(shop)
    change(shop, bad_card, card)
    claimed = claim()
    a_phone(pass_id, device=phone(device_id).device_library_identifier, push_token="ef" * 32)
    note(claimed, "gone", reason="BadDeviceToken")
    assert phone(bad).gone_at is not None
    assert phone(device_id).gone_at is None
    with clock.moved_to(clock.now() + timedelta(seconds=6)):
        assert [push.push_token for push in claim().pushes] == ["ef" * 32]


def test_waits_grow_and_end_at_five_minutes(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    waits = []
    for _ in range(9):
        due_at: datetime = phone(device_id).push_due_at
        with clock.moved_to(due_at + timedelta(seconds=1)):
            note(claim(), "later", reason="ServiceUnavailable")
            waits.append(round((phone(device_id).push_due_at - clock.now()).total_seconds()))
    assert waits == [5, 10, 20, 40, 80, 300, 300, 300, 300]
    assert phone(device_id).last_error == "ServiceUnavailable"


def test_apple_may_say_how_long_to_wait_within_bounds(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    for said, waited in ((30, 30), (99_999, 300)):
        with clock.moved_to(phone(device_id).push_due_at + timedelta(seconds=1)):
            note(claim(), "later", reason="TooManyRequests", wait_seconds=said)
            assert round((phone(device_id).push_due_at - clock.now()).total_seconds()) == waited


def test_a_new_change_does_not_cut_a_wait_short(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    note(claim(), "later", reason="TooManyRequests", wait_seconds=100)
    before = phone(device_id).push_due_at
    change(shop, card)
    assert phone(device_id).push_due_at == before


def test_a_broken_channel_keeps_every_phone_as_due_as_it_was(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    change(shop, card)
    before = phone(device_id)
    noted = note(claim(), "untried", fault="BadCertificate")
    after = phone(device_id)
    assert (after.push_due_at, after.attempts, after.gone_at) == (before.push_due_at, 0, None)
    assert noted.paused_until == channel().paused_until
    assert channel().fault == "BadCertificate"
    note(claim(), "told")
    mended = channel()
    assert (mended.fault, mended.paused_until) == (None, None)


def test_apple_out_of_reach_is_no_fault_of_the_operator(app: Flask) -> None:
    shop = a_shop()
    card, _, _ = a_card_on_a_phone(shop)
    change(shop, card)
    noted = note(claim(), "untried", reason="ConnectTimeout")
    assert noted.paused_until is not None
    assert noted.paused_until < clock.now() + timedelta(seconds=16)
    assert channel().fault == "unreachable: ConnectTimeout"
