"""A phone that knows nothing but the link of a card's pass ends up showing what the ledger says, whatever happens."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from flask import Flask

from loyalty_app.demo.phone.connection import Answer, Call, NotConnected
from loyalty_app.unit_of_work import clock
from tests.doubles.apns import Reply
from tests.doubles.apple import dev_root
from tests.doubles.pkpass import openssl_verifies
from tests.wallets.following.counter import Counter
from tests.wallets.following.scene import Scene, another_phone

OPERATIONS = 50
A_WHILE = timedelta(seconds=11)
# What a phone may say after a fault: it heard of something that it had found by itself in the meantime.
TOLD_TWICE = ("Device received spurious push.", "but the pass was unchanged.")


def _counter(scene: Scene, seed: int, *, wait: timedelta = timedelta(hours=5)) -> Counter:
    return Counter(shop=scene.shop, card_id=scene.card_id, random=Random(seed), wait=wait)


def _every_pass_is_good(scene: Scene) -> None:
    root = dev_root(scene.root)
    for data in dict.fromkeys(scene.connection.passes):
        openssl_verifies(data, root)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_i10_fifty_random_operations_are_followed_one_by_one(scene: Scene, seed: int) -> None:
    counter = _counter(scene, seed)
    for _ in range(OPERATIONS):
        counter.do_anything()
        scene.publish_and_push()
        scene.look()
        assert scene.shown() == scene.in_the_ledger(), counter.done
    assert scene.phone.log.lines == []
    assert scene.phone.left_to_do == 0
    assert len(scene.apns.journal) == OPERATIONS
    assert len({push.connection for push in scene.apns.journal}) == 1
    assert len(set(scene.connection.passes)) == OPERATIONS + 1
    _every_pass_is_good(scene)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4, 5])
def test_a_rush_is_followed_with_at_most_one_push_per_ten_seconds(scene: Scene, seed: int) -> None:
    """The shop's own brakes are off: fifty operations, some of them within one second (wallets E7)."""
    counter, dice = _counter(scene, seed, wait=timedelta(0)), Random(seed)
    for _ in range(OPERATIONS):
        counter.do_anything()
        scene.later(timedelta(seconds=dice.choice((0, 0, 1, 4, 9))))
        if dice.random() < 0.6:
            scene.publish_and_push()
        if dice.random() < 0.6:
            scene.look()
    scene.later(A_WHILE)
    scene.publish_and_push()
    scene.look()
    assert scene.shown() == scene.in_the_ledger()
    assert scene.phone.left_to_do == 0
    assert all(later - earlier >= timedelta(seconds=9) for earlier, later in pairwise(scene.arrived_at))
    _every_pass_is_good(scene)


def test_ten_changes_in_five_seconds_are_two_pushes_and_end_right(scene: Scene) -> None:
    counter = _counter(scene, 6, wait=timedelta(0))
    for _ in range(10):
        counter.do_anything()
        scene.later(timedelta(milliseconds=500))
        scene.publish_and_push()
        scene.look()
    scene.later(A_WHILE)
    scene.publish_and_push()
    scene.look()
    assert len(scene.apns.journal) == 2
    assert scene.shown() == scene.in_the_ledger()
    assert scene.phone.log.lines == []


# ── when something goes wrong ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8])
def test_through_any_faults_of_lines_and_push_service_the_phone_ends_up_right(scene: Scene, seed: int) -> None:
    """Answers that never arrive, pushes that are refused, hang or cut the connection: later everything is level."""
    counter, dice = _counter(scene, seed), Random(seed)

    def break_lines(call: Call, answer: Answer) -> Answer:
        if dice.random() < 0.3:
            raise NotConnected("the line broke after the server had answered")
        return answer

    bad_pushes = (
        Reply(status=429, reason="TooManyRequests"),
        Reply(status=500, reason="InternalServerError"),
        Reply(status=503, reason="ServiceUnavailable"),
        Reply(goaway=True, reason="Shutdown"),
        Reply(status=403, reason="BadCertificate"),
    )
    scene.connection.spoil = break_lines
    for _ in range(OPERATIONS):
        counter.do_anything()
        scene.apns.script = {scene.phone.push_token: [dice.choice(bad_pushes)]} if dice.random() < 0.3 else {}
        scene.publish_and_push()
        scene.look()
        if dice.random() < 0.3:
            scene.phone.try_again()
    scene.connection.spoil = lambda _call, answer: answer
    scene.apns.script = {}
    for _ in range(3):
        scene.later(timedelta(hours=1))
        scene.publish_and_push()
        scene.look()
        scene.phone.try_again()
    assert scene.shown() == scene.in_the_ledger()
    assert [line for line in scene.phone.log.lines if not any(words in line for words in TOLD_TWICE)] == []
    _every_pass_is_good(scene)


def test_a_push_that_was_lost_is_made_up_for_by_the_next_one(scene: Scene) -> None:
    counter = _counter(scene, 9)
    counter.do_anything()
    scene.publish_and_push()
    scene.rung.clear()  # the phone was off, and Apple keeps one push at most
    counter.do_anything()
    scene.publish_and_push()
    scene.look()
    assert scene.shown() == scene.in_the_ledger()


def test_without_any_push_a_phone_is_level_after_its_daily_question(scene: Scene) -> None:
    counter = _counter(scene, 10)
    scene.apns.script = {scene.phone.push_token: [Reply(status=503, reason="ServiceUnavailable")]}
    for _ in range(5):
        counter.do_anything()
        scene.publish_and_push()
    scene.phone.restarted()
    assert scene.shown() == scene.in_the_ledger()
    assert scene.phone.log.lines == []


def test_a_phone_with_a_new_push_token_is_rung_by_the_new_one_alone(scene: Scene) -> None:
    old = scene.phone.push_token
    scene.apns.tokens.withdraw(old, clock.now())
    scene.phone.rotate_push_token()
    scene.listen()
    _counter(scene, 11).do_anything()
    scene.publish_and_push()
    scene.look()
    assert [push.token for push in scene.apns.journal] == [scene.phone.push_token]
    assert scene.shown() == scene.in_the_ledger()


def test_a_phone_that_is_gone_is_pushed_once_more_and_then_left_alone(scene: Scene) -> None:
    counter = _counter(scene, 12)
    scene.later(timedelta(minutes=1))
    scene.apns.tokens.withdraw(scene.phone.push_token, clock.now())
    for _ in range(3):
        counter.do_anything()
        scene.publish_and_push()
    assert len(scene.apns.journal) == 1


def test_a_removed_pass_is_not_followed_any_more(scene: Scene) -> None:
    scene.phone.remove(scene.held)
    _counter(scene, 13).do_anything()
    scene.publish_and_push()
    assert scene.apns.journal == []
    assert scene.phone.log.lines == []


def test_two_phones_hold_one_pass_and_show_the_same(scene: Scene, app: Flask) -> None:
    other = another_phone(scene)
    counter = _counter(scene, 14)
    for _ in range(10):
        counter.do_anything()
        scene.publish_and_push()
        scene.look()
        other.look()
        assert scene.shown() == other.shown() == scene.in_the_ledger()
    assert scene.held.taken.manifest_hash == other.held.taken.manifest_hash
    assert scene.phone.log.lines == other.phone.log.lines == []
