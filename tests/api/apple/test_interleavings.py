"""Many write, somebody publishes, a phone asks, all at once: nothing is lost or goes backwards (spec 6 B2)."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import Busy
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.publish_passes import PublishPasses, publish_passes
from tests.api.apple.phones import Held, held
from tests.factories import Shop, a_card, a_shop
from tests.operations.passes import standing
from tests.races import at_once

pytestmark = [pytest.mark.race, pytest.mark.slow]

INTERLEAVINGS, PARTS = 200, 10


class Follower:
    """A phone that asks as Apple's do: the list with its tag, then each named pass with its date."""

    def __init__(self, passes: dict[str, Held], device: str) -> None:
        self._passes, self._device = passes, device
        self._tag: str | None = None
        self._dates: dict[str, str] = {}
        self.versions: dict[str, int] = dict.fromkeys(passes, -1)

    def look(self) -> None:
        any_pass = next(iter(self._passes.values()))
        listed = _until_not_busy(lambda: any_pass.changed(self._tag, self._device))
        if listed.status_code == 204:
            return
        assert listed.json is not None
        assert int(listed.json["lastUpdated"]) > int(self._tag or -1)
        self._tag = listed.json["lastUpdated"]
        for serial in listed.json["serialNumbers"]:
            self._fetch(serial)

    def _fetch(self, serial: str) -> None:
        answer = _until_not_busy(lambda: self._passes[serial].fetch(self._dates.get(serial)))
        assert answer.status_code in (200, 304)
        assert answer.headers["Last-Modified"]
        self._dates[serial] = answer.headers["Last-Modified"]
        if answer.status_code == 200:
            with zipfile.ZipFile(io.BytesIO(answer.data)) as files:
                version = json.loads(files.read("pass.json"))["userInfo"]["card_version"]
            assert version > self.versions[serial]
            self.versions[serial] = version


def _until_not_busy(ask: Callable[[], TestResponse]) -> TestResponse:
    """Phones ask again where the answer was no answer; a loaded machine says that it is busy."""
    while (answer := ask()).status_code == 503:
        continue
    return answer


def patiently(call: Callable[[], Any]) -> Any:
    while True:
        try:
            return call()
        except Busy:
            db.session.rollback()


@pytest.mark.parametrize("part", range(PARTS))
def test_200_random_interleavings_lose_nothing(app: Flask, part: int) -> None:
    shop = a_shop()
    chance = random.Random(part)
    for number in range(INTERLEAVINGS // PARTS):
        _one(app, shop, chance, f"phone-{number}")


def _one(app: Flask, shop: Shop, chance: random.Random, device: str) -> None:
    cards = [a_card(shop) for _ in range(chance.choice((1, 1, 2)))]
    passes = {one.serial: one for one in (held(app, card) for card in cards)}
    for one in passes.values():
        one.register(device)
    follower = Follower(passes, device)
    ids = [card.id for card in cards]
    writers = [_writer(shop, [chance.choice(ids) for _ in range(chance.randint(1, 3))]) for _ in range(2)]
    pass_type = next(iter(passes.values())).pass_type

    def publisher() -> None:
        for _ in range(2):
            patiently(lambda: publish_passes(PublishPasses(pass_type=pass_type)))

    def looks() -> None:
        for _ in range(2):
            follower.look()

    for outcome in at_once(app, chance.sample([*writers, publisher, looks], 4)):
        assert outcome is None
    while publish_passes(PublishPasses(pass_type=pass_type)).due:
        pass
    follower.look()
    for serial, one in passes.items():
        assert follower.versions[serial] == standing(one.pass_id).version


def _writer(shop: Shop, card_ids: list[int]) -> Callable[[], None]:
    def write() -> None:
        for card_id in card_ids:
            patiently(partial(_spend, shop, card_id))

    return write


def _spend(shop: Shop, card_id: int) -> None:
    reference = CardReference(card_id=card_id)
    earn_points(EarnPoints(actor=shop.actor(), card=reference, purchase_amount_cents=100))
