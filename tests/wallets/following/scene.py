"""A shop with a card, the loop that keeps its pass level, and the phone that holds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.demo.phone.held import Held
from loyalty_app.demo.phone.wallet import Phone
from loyalty_app.edge.pass_links import card_link
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction
from loyalty_app.unit_of_work import clock
from tests.doubles.apns import Apns
from tests.doubles.apple import dev_root
from tests.doubles.connections import FlaskConnection
from tests.factories import Shop, a_card, a_shop


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a card stands."""

    version: int
    stamps: int
    points: int
    is_usable: bool
    code: str


@dataclass(kw_only=True)
class Scene:
    """Everything that has to work together. `rung` holds the pushes that arrived and were not looked at yet."""

    app: Flask
    apns: Apns
    root: Path
    shop: Shop
    card_id: int
    connection: FlaskConnection
    phone: Phone
    held: Held = field(init=False)
    rung: list[str] = field(default_factory=list)
    arrived_at: list[datetime] = field(default_factory=list)

    @property
    def loop(self) -> Any:
        return self.app.extensions["apple_loop"]

    def add_pass(self) -> Held:
        """Open the card's link on the phone."""
        link = card_link(self.card_id)
        assert link is not None
        db.session.rollback()
        (self.held,) = self.phone.open_link(link)
        return self.held

    def listen(self) -> None:
        """Let pushes for the phone's token arrive."""
        self.apns.tokens.give(self.phone.push_token, self._ring)

    def _ring(self, topic: str) -> None:
        self.rung.append(topic)
        self.arrived_at.append(clock.now())

    def publish_and_push(self) -> None:
        """One round of the loop, in a thread of its own as in the process: a browser's loop may run in this one."""
        db.session.rollback()
        in_a_thread(self._round)

    def _round(self) -> None:
        with self.app.app_context():
            self.loop.run()

    def look(self) -> None:
        """The phone reacts to the pushes that have come in."""
        while self.rung:
            self.phone.pushed(self.rung.pop(0))

    def later(self, delta: timedelta) -> None:
        clock.offset += delta

    def shown(self) -> Standing:
        """What is on the phone's glass, as figures and as words, which agree."""
        content = self.held.taken.content
        figures, style = content["userInfo"], content["storeCard"]
        words = {field["key"]: field["value"] for place in style.values() for field in place}
        target = figures["stamps_target"]
        in_words = [int(number) for number in re.findall(r"\d+", words["stamps"])]
        count = figures["stamp_count"]
        assert in_words == [target if count and count % target == 0 else count % target, target]
        assert words["points"] == figures["points_balance"]
        return Standing(
            version=figures["card_version"],
            stamps=figures["stamp_count"],
            points=figures["points_balance"],
            is_usable=not content.get("voided", False),
            code=content["barcodes"][0]["message"],
        )

    def in_the_ledger(self) -> Standing:
        """What the lines of the card add up to, and what its row says beside them."""
        db.session.rollback()
        line = LoyaltyTransaction
        version, stamps, points = db.session.execute(
            select(
                func.coalesce(func.max(line.card_version), 0),
                func.coalesce(func.sum(line.stamps_delta), 0),
                func.coalesce(func.sum(line.points_delta), 0),
            ).where(line.card_id == self.card_id)
        ).one()
        card = select(LoyaltyCard.status, LoyaltyCard.qr_token).where(LoyaltyCard.id == self.card_id)
        status, code = db.session.execute(card).one()
        db.session.rollback()
        return Standing(
            version=int(version), stamps=int(stamps), points=int(points), is_usable=status == "active", code=code
        )


def in_a_thread(do: Callable[[], object]) -> None:
    """Do it in another thread and wait for it; what it raises is raised here."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(do).result()


def a_scene(app: Flask, apns: Apns, run_directory: Path) -> Scene:
    """A phone that has added the pass of a new card. It complains at once, without the minutes a phone allows."""
    shop = a_shop()
    return _with_a_phone(app, apns, run_directory, shop, a_card(shop).id)


def another_phone(scene: Scene) -> Scene:
    """The same card on one more phone."""
    return _with_a_phone(scene.app, scene.apns, scene.root, scene.shop, scene.card_id)


def _with_a_phone(app: Flask, apns: Apns, root: Path, shop: Shop, card_id: int) -> Scene:
    connection = FlaskConnection(app=app)
    phone = Phone(connection=connection, root=dev_root(root), clock=clock.now, tolerated=timedelta(0))
    scene = Scene(app=app, apns=apns, root=root, shop=shop, card_id=card_id, connection=connection, phone=phone)
    scene.listen()
    scene.add_pass()
    return scene
