"""A phone that knows nothing but the link of a card's pass ends up showing what the ledger says, whatever happens."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from tests.doubles.apple import dev_root
from tests.doubles.pkpass import openssl_verifies
from tests.wallets.following.counter import Counter
from tests.wallets.following.scene import Scene

OPERATIONS = 50
A_WHILE = timedelta(seconds=11)


def _counter(scene: Scene, seed: int, **values: timedelta) -> Counter:
    return Counter(shop=scene.shop, card_id=scene.card_id, random=Random(seed), **values)


def _every_pass_is_good(scene: Scene) -> None:
    root = dev_root(scene.root)
    for data in dict.fromkeys(scene.connection.passes):
        openssl_verifies(data, root)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_fifty_random_operations_are_followed_one_by_one(scene: Scene, seed: int) -> None:
    counter = _counter(scene, seed)
    for _ in range(OPERATIONS):
        counter.do_anything()
        scene.publish_and_push()
        scene.look()
        assert scene.shown() == scene.in_the_ledger(), counter.done
    assert scene.phone.log.lines == []
    assert scene.phone.left_to_do == 0
    assert len(scene.apns.journal) == OPERATIONS
    assert {push.connection for push in scene.apns.journal} == {scene.apns.journal[0].connection}
    assert len(set(scene.connection.passes)) == OPERATIONS + 1
    _every_pass_is_good(scene)
