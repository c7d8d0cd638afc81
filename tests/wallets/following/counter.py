"""A counter that does whatever comes: any operation on the card, as long as the shop's rules let it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import Refusal
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.replace_card import CardCodeReplaced, ReplaceCard, replace_card
from loyalty_app.operations.unblock_card import UnblockCard, unblock_card
from loyalty_app.operations.undo_transaction import UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_reward


@dataclass(kw_only=True)
class Counter:
    """Dice of its own; `wait` passes before each try, so that no cooldown is in the way for long."""

    shop: Shop
    card_id: int
    random: Random
    wait: timedelta = timedelta(hours=5)
    done: list[str] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reward_id = a_reward(self.shop, points_required=120).id

    def do_anything(self) -> str:
        """One operation that was done, and its name; refused ones are tried and forgotten."""
        while True:
            clock.offset += self.wait
            name, operation, command = self._thrown()
            try:
                outcome = operation(command)
            except Refusal:
                continue
            finally:
                db.session.rollback()
            if not isinstance(outcome, CardCodeReplaced):
                self._lines.append(outcome.transaction.id)
            self.done.append(name)
            return name

    def _thrown(self) -> tuple[str, Callable[[Any], Any], Any]:
        actor, manager = self.shop.actor(), self.shop.actor(self.shop.manager)
        card = CardReference(card_id=self.card_id)
        line = self.random.choice(self._lines) if self._lines else 0
        cents = self.random.choice((250, 990, 4_999, 12_000))
        points = self.random.choice((-30, 40, 100))
        names = (
            ("stamp",) * 8
            + ("earn",) * 3
            + ("take stamps", "take points", "adjust", "void", "undo", "block", "replace")
            + ("unblock",) * 3
        )
        name = self.random.choice(names)
        commands: dict[str, tuple[Callable[[Any], Any], Any]] = {
            "stamp": (add_stamp, AddStamp(actor=actor, card=card)),
            "earn": (earn_points, EarnPoints(actor=actor, card=card, purchase_amount_cents=cents)),
            "take stamps": (redeem_stamps, RedeemStamps(actor=actor, card=card)),
            "take points": (redeem_points, RedeemPoints(actor=actor, card=card, reward_id=self._reward_id)),
            "adjust": (adjust_points, AdjustPoints(actor=manager, card=card, points_delta=points, reason="Test")),
            "void": (void_transaction, VoidTransaction(actor=manager, transaction_id=line, reason="Test")),
            "undo": (undo_transaction, UndoTransaction(actor=actor, transaction_id=self._lines[-1] if line else 0)),
            "block": (block_card, BlockCard(actor=manager, card=card, reason="Test")),
            "replace": (replace_card, ReplaceCard(actor=actor, card=card, reason="Test")),
            "unblock": (unblock_card, UnblockCard(actor=manager, card=card, reason="Test")),
        }
        return name, *commands[name]
