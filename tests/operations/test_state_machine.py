"""Any sequence of operations on any cards answers as the oracle says, and leaves books that add up (I1–I9)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from loyalty_app.db import db, snapshot
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import Refusal
from loyalty_app.models import LoyaltyCard, Reward
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.merge_cards import MergeCards, merge_cards
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.operations.restore_points import RestorePoints, restore_points
from loyalty_app.operations.unblock_card import UnblockCard, unblock_card
from loyalty_app.operations.undo_transaction import UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.queries.card_view import CardView, find_card
from loyalty_app.unit_of_work import clock
from tests.factories import a_reward, a_shop
from tests.invariants import violations
from tests.operations import oracle
from tests.operations.oracle import Card, Entry, No, Oracle
from tests.operations.scenes import expire_points

BY = ("cashier", "cashier", "manager")
MINUTES = (1, 4, 6, 14, 60, 600, 1440)
WAITS = (0, 1, 16, 16, 16)
CENTS = (0, 199, 200, 733, 733, 1999, 2999, 4999, 5_000, 5_001)
RECEIPTS = (None, None, "R1", "R2", "R3", "R4", "R5")
REWARDS = ("cheap", "cheap", "dear")
ADJUSTMENTS = (-101, -100, -30, 0, 50, 100, 101)
PARTS = (None, None, None, 1, 10, 60)
RUSH = (
    *("stamp",) * 5,
    *("redeem stamps",) * 2,
    *("earn",) * 4,
    *("redeem points",) * 3,
    *("void",) * 4,
    *("undo",) * 2,
    "everything back",
    "repeat",
    "wait",
    "merge",
)
PICKS = st.integers(0, 10**6)
PEOPLE = st.sampled_from(BY)
REVERSIBLE = ("stamp_earned", "stamp_redeemed", "points_earned", "points_redeemed")
CORRECTIONS = ("points_adjustment", "points_expired", "points_restored")
Pair = tuple[int, Card]
Written = tuple[int, Card, int, Entry]
T = TypeVar("T")


class Counter(RuleBasedStateMachine):
    """One shop of its own per run; every rule does the same to the shop and to the oracle."""

    @initialize()
    def open_the_shop(self) -> None:
        clock.offset = oracle.OPENED - datetime.now(UTC)
        self.oracle = Oracle()
        self.cards: list[Pair] = []
        self.people: dict[int, Pair] = {}
        self.lines: list[Written] = []
        self.answered: list[tuple[Callable[[Any], Any], Any, Any, Card]] = []
        self.shop = a_shop(
            stamps_target=oracle.TARGET,
            points_per_euro=oracle.PER_EURO,
            minimum_purchase_cents=oracle.MINIMUM_CENTS,
            maximum_purchase_cents=oracle.MAXIMUM_CENTS,
            cooldown_minutes=oracle.COOLDOWN,
            max_daily_stamps=oracle.MOST_A_DAY,
            minimum_redemption_points=oracle.MINIMUM_TO_REDEEM,
            settings={
                "manager_confirms_above_points": oracle.DEAR,
                "adjust_limit_points": oracle.ADJUST_LIMIT,
                "undo_window_minutes": oracle.WINDOW,
            },
        )
        self.rewards = {
            "cheap": a_reward(self.shop, points_required=oracle.CHEAP_REWARD, stock=oracle.STOCK).id,
            "dear": a_reward(self.shop, points_required=oracle.DEAR_REWARD).id,
        }
        self.enroll(0)

    # ── what people do ───────────────────────────────────────────────────────────────────────────────────────

    @rule(minutes=st.sampled_from(MINUTES))
    def time_passes(self, minutes: int) -> None:
        self.oracle.minute += minutes
        clock.offset += timedelta(minutes=minutes)

    @rule(number=st.integers(0, 2))
    def enroll(self, number: int) -> None:
        """Whoever comes for the first time gets a card, everybody else gets the card they have."""
        is_new = number not in self.people
        by = "cashier" if is_new else "manager"
        command = EnrollCustomer(actor=self.actor(by), email=f"{'m' if is_new else 'M'}ember{number}@example.com")
        outcome = enroll_customer(command)
        assert outcome.already_enrolled is not is_new
        if is_new:
            card = Card([Entry("card_created", 0, 0, by, self.oracle.minute)])
            self.people[number] = (outcome.card.id, card)
            self.cards.append(self.people[number])
        assert outcome.card.id == self.people[number][0]
        self.agrees(outcome.card, self.people[number][1])

    @rule(pick=PICKS, by=PEOPLE, wait=st.sampled_from(WAITS))
    def stamp(self, pick: int, by: str, wait: int) -> None:
        self.time_passes(wait)
        card = self.card(pick, lambda card: self.oracle.stamps_left_today(card) > 0)
        self.both(add_stamp, AddStamp, card, lambda: self.oracle.add_stamp(card[1], by), by)

    @rule(pick=PICKS, by=PEOPLE)
    def redeem_stamps(self, pick: int, by: str) -> None:
        card = self.card(pick, lambda card: card.stamps >= oracle.TARGET)
        self.both(redeem_stamps, RedeemStamps, card, lambda: self.oracle.redeem_stamps(card[1], by), by)

    @rule(
        pick=PICKS,
        cents=st.sampled_from(CENTS),
        receipt=st.sampled_from(RECEIPTS),
        by=PEOPLE,
    )
    def earn(self, pick: int, cents: int, receipt: str | None, by: str) -> None:
        card = self.card(pick)
        values = {"purchase_amount_cents": cents, "order_reference": receipt}
        self.both(earn_points, EarnPoints, card, lambda: self.oracle.earn(card[1], cents, receipt, by), by, **values)

    @rule(pick=PICKS, reward=st.sampled_from(REWARDS), by=PEOPLE)
    def redeem_points(self, pick: int, reward: str, by: str) -> None:
        card = self.card(pick, lambda card: card.points >= oracle.MINIMUM_TO_REDEEM)
        values = {"reward_id": self.rewards[reward]}
        expected = lambda: self.oracle.redeem_points(card[1], reward, by)  # noqa: E731
        self.both(redeem_points, RedeemPoints, card, expected, by, **values)

    @rule(pick=PICKS, points=st.sampled_from(ADJUSTMENTS), by=PEOPLE)
    def adjust(self, pick: int, points: int, by: str) -> None:
        card = self.card(pick)
        values = {"points_delta": points, "reason": "Test"}
        self.both(adjust_points, AdjustPoints, card, lambda: self.oracle.adjust(card[1], points, by), by, **values)

    @rule(pick=PICKS, by=PEOPLE)
    def block_or_unblock(self, pick: int, by: str) -> None:
        card = self.card(pick, lambda card: card.is_blocked)
        if pick % 3 == 0:
            self.both(block_card, BlockCard, card, lambda: self.oracle.block(card[1], by), by, reason="Test")
        else:
            self.both(unblock_card, UnblockCard, card, lambda: self.oracle.unblock(card[1], by), by, reason="Test")

    @rule(pick=PICKS)
    def replace(self, pick: int) -> None:
        card_id, card = self.card(pick)
        command = ReplaceCard(actor=self.actor("cashier"), card=CardReference(card_id=card_id), reason="Test")
        if card.over:
            self.refuses(lambda: replace_card(command), card.over)
        else:
            self.agrees(replace_card(command).card, card)

    @rule(pick=PICKS, other=PICKS, by=PEOPLE)
    def merge(self, pick: int, other: int, by: str) -> None:
        """Two cards of one person; who gave one up gets a new one when they enrol again."""
        for number in (0, 1):
            self.enroll(number)
        source = self.card(pick, is_live)
        target = self.card(other, lambda card: is_live(card) and card is not source[1])
        by = by if other % 4 == 0 else "manager"
        values = {"source": CardReference(card_id=source[0]), "target": CardReference(card_id=target[0])}
        expected = lambda: self.oracle.merge(source[1], target[1], by)  # noqa: E731
        self.both(merge_cards, MergeCards, target, expected, by, reason="Test", **values)
        self.leaves_if_over(source)

    @rule(pick=PICKS)
    def erase(self, pick: int) -> None:
        """Somebody leaves for good; whoever enrols with the address again starts from nothing."""
        card_id, card = self.card(pick, is_live)
        if card.over or pick % 3:
            return
        customer_id = db.session.get_one(LoyaltyCard, card_id).customer_id
        db.session.rollback()
        assert customer_id is not None
        before = (card.stamps, card.points)
        self.oracle.erase(card)
        command = EraseCustomer(actor=self.shop.owner(), customer_id=customer_id, confirmed=True)
        erased = erase_customer(command)
        assert (erased.stamps_forfeited, erased.points_forfeited) == before
        self.leaves_if_over((card_id, card))

    @rule(pick=PICKS, part=st.sampled_from(PARTS), by=PEOPLE)
    def void(self, pick: int, part: int | None, by: str) -> None:
        line = self.line(pick, lambda entry: entry.kind in REVERSIBLE and not entry.is_void)
        if line is not None:
            self.void_line(line, part, by)

    @rule(pick=PICKS)
    def bring_everything_back(self, pick: int) -> None:
        """First what was bought, then the rewards it had paid for: nothing may be left that nobody paid for."""
        card_id, card = self.card(pick, lambda card: card.points > 0)
        standing = [line for line in self.lines if line[0] == card_id and line[3].kind in REVERSIBLE]
        for line in sorted(standing, key=lambda line: line[3].kind.endswith("_redeemed")):
            if not line[3].is_void:
                self.void_line(line, None, "manager")
        if not any(entry.kind in CORRECTIONS for entry in card.entries):
            assert (card.stamps, card.points) == (0, 0)

    def void_line(self, line: Written, part: int | None, by: str) -> None:
        card_id, card, line_id, entry = line
        shortfalls: list[int] = []

        def expected() -> Entry:
            reversing, shortfall = self.oracle.void(card, entry, part, by)
            shortfalls.append(shortfall)
            return reversing

        values = {"transaction_id": line_id, "points": part, "reason": "Test"}
        self.both(void_transaction, VoidTransaction, (card_id, card), expected, by, **values)
        assert not shortfalls or self.answered[-1][2].shortfall == shortfalls[0]

    @rule(pick=PICKS, by=PEOPLE)
    def undo(self, pick: int, by: str) -> None:
        line = self.line(pick, lambda entry: entry.by == by and self.oracle.minute - entry.at < oracle.WINDOW)
        if line is not None:
            card_id, card, line_id, entry = line
            expected = lambda: self.oracle.undo(card, entry, by)  # noqa: E731
            self.both(undo_transaction, UndoTransaction, (card_id, card), expected, by, transaction_id=line_id)

    @rule(pick=PICKS, part=st.integers(1, 120))
    def expire_and_restore(self, pick: int, part: int) -> None:
        """The nightly job takes everything; a manager gives some of it back, once more than that is too much."""
        card_id, card = self.card(pick, lambda card: card.points > 0)
        if card.points == 0:
            return
        line_id = expire_points(self.actor("cashier"), CardReference(card_id=card_id), card.points)
        expired = self.oracle.expire(card)
        self.lines.append((card_id, card, line_id, expired))
        values = {"transaction_id": line_id, "points": part, "reason": "Test"}
        for _ in range(2):
            expected = lambda: self.oracle.restore(card, expired, part)  # noqa: E731
            self.both(restore_points, RestorePoints, (card_id, card), expected, "manager", **values)

    @rule(pick=PICKS)
    def repeat_an_old_request(self, pick: int) -> None:
        """Whatever happened since, the answer is the one of the first time."""
        if self.answered:
            operation, command, first, card = self.answered[pick % len(self.answered)]
            if card.over and operation is not merge_cards:
                self.refuses(lambda: operation(command), card.over)
                return
            again = operation(command)
            assert (again.replayed, again.transaction) == (True, first.transaction)
            assert card.over or again.card == first.card

    @rule(seeds=st.lists(st.integers(0, 2**32), min_size=5, max_size=12))
    def rush_hour(self, seeds: list[int]) -> None:
        """A mix as in life: hypothesis likes to leave rules out, and the interesting things need several of them."""
        for seed in seeds:
            self.do_anything(Random(seed))

    def do_anything(self, chance: Random) -> None:
        pick, by = chance.randrange(10**6), chance.choice(BY)
        match chance.choice(RUSH):
            case "stamp":
                self.stamp(pick, by, chance.choice(WAITS))
            case "redeem stamps":
                self.redeem_stamps(pick, by)
            case "earn":
                self.earn(pick, chance.choice(CENTS), chance.choice(RECEIPTS), by)
            case "redeem points":
                self.redeem_points(pick, chance.choice(REWARDS), by)
            case "void":
                self.void(pick, chance.choice(PARTS), by)
            case "undo":
                self.undo(pick, by)
            case "everything back":
                self.bring_everything_back(pick)
            case "merge":
                self.merge(pick, chance.randrange(10**6), by)
            case "repeat":
                self.repeat_an_old_request(pick)
            case _:
                self.time_passes(chance.choice(MINUTES))

    # ── how the two are compared ─────────────────────────────────────────────────────────────────────────────

    def card(self, pick: int, is_ready: Callable[[Card], bool] = lambda _card: True) -> Pair:
        """Mostly a card for which something is possible, now and then any."""
        return _picked(pick, self.cards, [pair for pair in self.cards if is_ready(pair[1])])

    def line(self, pick: int, is_ready: Callable[[Entry], bool]) -> Written | None:
        """Mostly a line for which something is possible, now and then any; None before the first one."""
        return _picked(pick, self.lines, [line for line in self.lines if is_ready(line[3])]) if self.lines else None

    def actor(self, by: str) -> Actor:
        return self.shop.actor(getattr(self.shop, by))

    def both(
        self,
        operation: Callable[[Any], Any],
        kind: type[Any],
        card: Pair,
        expected: Callable[[], Entry],
        by: str,
        **values: Any,
    ) -> None:
        """Do it in the shop and by the oracle: both refuse with the same code, or both write the same line."""
        names_it = {"transaction_id", "target"} & set(values)
        named = {} if names_it else {"card": CardReference(card_id=card[0])}
        command = kind(actor=self.actor(by), request_id=uuid.uuid4().hex, **named, **values)
        entry = _asked(expected)
        if isinstance(entry, No):
            refused = self.refuses(lambda: operation(command), entry.code)
            assert entry.why is None or refused.facts["why"] == entry.why
            return
        outcome = operation(command)
        self.answered.append((operation, command, outcome, card[1]))
        line = outcome.transaction
        assert (line.type, line.stamps_delta, line.points_delta) == (entry.kind, entry.stamps, entry.points)
        assert (line.card_id, line.card_version) == (card[0], card[1].entries.index(entry) + 1)
        self.agrees(outcome.card, card[1])
        self.lines.append((*card, line.id, entry))

    def refuses(self, call: Callable[[], Any], code: str) -> Refusal:
        with pytest.raises(Refusal) as refused:
            call()
        problems = getattr(refused.value, "problems", ())
        assert (problems[0].code if problems else refused.value.code) == code
        return refused.value

    def leaves_if_over(self, card: Pair) -> None:
        if card[1].over:
            self.people = {number: pair for number, pair in self.people.items() if pair[0] != card[0]}

    def agrees(self, view: CardView, card: Card) -> None:
        """The card that is shown is the card as it ought to be."""
        assert (view.stamp_count, view.points_balance, view.version) == (card.stamps, card.points, len(card.entries))
        assert (view.rewards_ready, view.stamps_until_reward) == (
            card.stamps // oracle.TARGET,
            oracle.TARGET - card.stamps % oracle.TARGET,
        )
        assert view.status == ("blocked" if card.is_blocked else "active")
        assert view.remaining_stamps_today == self.oracle.stamps_left_today(card)

    def teardown(self) -> None:
        """In the end all cards stand where the oracle has them, and the books add up."""
        if not hasattr(self, "shop"):
            return
        for number, (_card_id, card) in self.people.items():
            again = EnrollCustomer(actor=self.actor("cashier"), email=f"member{number}@example.com", dry_run=True)
            shown = enroll_customer(again).card
            self.agrees(find_card(db.session.connection(), self.actor("cashier"), _by_code(shown), clock.now()), card)
            db.session.rollback()
        assert db.session.get_one(Reward, self.rewards["cheap"], populate_existing=True).stock == self.oracle.stock
        db.session.rollback()
        with snapshot() as connection:
            assert violations(connection) == []


def _picked(pick: int, everything: list[T], ready: list[T]) -> T:
    among = ready if ready and pick % 5 else everything
    return among[pick // 5 % len(among)]


def is_live(card: Card) -> bool:
    return card.over is None


def _asked(expected: Callable[[], Entry]) -> Entry | No:
    try:
        return expected()
    except No as no:
        return no


def _by_code(card: CardView) -> CardReference:
    return CardReference(qr_code=card.qr_code)


@pytest.mark.slow
def test_any_sequence_of_operations_answers_as_the_oracle_says(app: Flask) -> None:
    run_state_machine_as_test(
        Counter,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),  # shrinking takes minutes here, and the steps are printed as they are
            suppress_health_check=list(HealthCheck),
        ),
    )
