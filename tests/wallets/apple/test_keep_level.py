"""The loop: what is due is published and pushed, and faults lose nothing (I10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from loyalty_app.db import db
from loyalty_app.domain.program_fields import ProgramFields, RewardFields
from loyalty_app.models import LoyaltyCard, WalletPass
from loyalty_app.operations.change_program import ChangeProgram, change_program
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.save_reward import SaveReward, save_reward
from loyalty_app.queries.wallet_status import apple_health
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.apns import Answer, Pushed
from loyalty_app.wallets.apple.keep_level import LevelKeeper
from loyalty_app.wallets.apple.loop import EXPIRED, AppleLoop
from tests.conftest import app_on
from tests.databases import Kind
from tests.factories import PASS_TYPE, Shop, a_card, a_pass, a_shop, reference
from tests.operations.passes import a_card_on_a_phone, a_phone, phone, standing

DELIVERED = Pushed(answer=Answer.DELIVERED)


class Scripted:
    """Answers as a test says; remembers whom it woke."""

    def __init__(self, *answers: Pushed) -> None:
        self.answers = answers or (DELIVERED,)
        self.woken: list[str] = []

    def push(self, tokens: Sequence[str]) -> list[Pushed]:
        self.woken += tokens
        return [self.answers[min(place, len(self.answers) - 1)] for place in range(len(tokens))]


@pytest.fixture(params=list(Kind), name="app")
def apple_app(request: pytest.FixtureRequest, make_apple_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application with Apple Wallet configured, on either database."""
    yield from app_on(request, make_apple_app)


def spend(shop: Shop, card: LoyaltyCard) -> None:
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=100))


def health(pass_type: str = PASS_TYPE) -> Any:
    db.session.rollback()
    return apple_health(db.session.connection(), pass_type, clock.now())


def test_one_round_publishes_and_wakes(app: Flask) -> None:
    shop = a_shop()
    card, pass_id, device_id = a_card_on_a_phone(shop)
    pushing = Scripted()
    keeper = LevelKeeper(PASS_TYPE, pushing)
    assert (keeper.run().published, pushing.woken) == (0, [])
    spend(shop, card)
    kept = keeper.run()
    assert (kept.published, kept.pushed) == (1, 1)
    assert pushing.woken == [phone(device_id).push_token]
    assert standing(pass_id).pushed_version == standing(pass_id).version
    assert keeper.run().pushed == 0


@pytest.mark.parametrize("reason", ["BadCertificate", "certificate files: gone"])
def test_a_fault_of_the_operator_is_shown_loses_nothing_and_ends_when_mended(app: Flask, reason: str) -> None:
    shop = a_shop()
    cards = [a_card_on_a_phone(shop) for _ in range(3)]
    broken = Scripted(Pushed(answer=Answer.FAULT, reason=reason))
    keeper = LevelKeeper(PASS_TYPE, broken)
    for card, _, _ in cards:
        spend(shop, card)
    assert keeper.run().not_pushed == 3
    assert (health().fault, health().pushes_due, health().phones_gone) == (reason, 3, 0)
    assert keeper.run().not_pushed == 0  # it pauses
    broken.answers = (DELIVERED,)
    with clock.moved_to(clock.now() + timedelta(seconds=61)):
        assert keeper.run().pushed == 3
    assert (health().fault, health().pushes_due) == (None, 0)


def test_an_expired_certificate_is_not_even_tried(app: Flask) -> None:
    shop = a_shop()
    card, _, _ = a_card_on_a_phone(shop)
    pushing = Scripted()
    spend(shop, card)
    assert LevelKeeper(PASS_TYPE, pushing).run(fault=EXPIRED).not_pushed == 1
    assert pushing.woken == []
    assert (health().fault, health().pushes_due) == (EXPIRED, 1)


def test_the_loop_sees_that_its_certificate_has_expired_while_it_runs(app: Flask) -> None:
    shop = a_shop()
    wallet = app.extensions["apple_wallet"]
    loop: AppleLoop = app.extensions["apple_loop"]
    card = a_card(shop)
    found = a_pass(card, pass_type=loop.pass_type)
    assert found.id
    a_phone(found.id, pass_type=loop.pass_type)
    spend(shop, card)
    with clock.moved_to(wallet.credentials.expires_at + timedelta(days=1)):
        assert loop.run().not_pushed == 1
        assert health(loop.pass_type).fault == EXPIRED


def test_one_phone_that_apple_stumbles_over_holds_up_no_other(app: Flask) -> None:
    shop = a_shop()
    cards = [a_card_on_a_phone(shop) for _ in range(3)]
    pushing = Scripted(Pushed(answer=Answer.UNREACHABLE, reason="ReadTimeout"), DELIVERED)
    keeper = LevelKeeper(PASS_TYPE, pushing)
    for card, _, _ in cards:
        spend(shop, card)
    assert keeper.run().pushed == 2
    pushing.answers = (DELIVERED,)
    with clock.moved_to(clock.now() + timedelta(seconds=6)):
        assert keeper.run().pushed == 1
    assert health().pushes_due == 0


def test_gone_phones_are_pushed_to_no_more(app: Flask) -> None:
    shop = a_shop()
    card, _, device_id = a_card_on_a_phone(shop)
    pushing = Scripted(Pushed(answer=Answer.TOKEN_BAD, reason="BadDeviceToken"))
    keeper = LevelKeeper(PASS_TYPE, pushing)
    for _ in range(3):
        spend(shop, card)
        keeper.run()
    assert len(pushing.woken) == 1
    assert phone(device_id).last_error == "BadDeviceToken"


def test_what_lost_its_mark_is_found_within_a_minute(app: Flask) -> None:
    shop = a_shop()
    card, pass_id, _ = a_card_on_a_phone(shop)
    keeper = LevelKeeper(PASS_TYPE, Scripted())
    keeper.run()
    spend(shop, card)
    db.session.execute(update(WalletPass).values(due_since=None))
    db.session.commit()
    assert keeper.run().published == 0
    with clock.moved_to(clock.now() + timedelta(seconds=61)):
        kept = keeper.run()
    assert (kept.reconciled, kept.published) == (1, 1)
    assert standing(pass_id).pushed_version == standing(pass_id).version


def test_a_new_look_and_a_reward_that_begins_are_published_in_the_next_round(app: Flask) -> None:
    """Neither by a mark of the ledger nor by the look over all passes that comes once a minute."""
    shop = a_shop()
    card, pass_id, device_id = a_card_on_a_phone(shop)
    pushing = Scripted()
    keeper = LevelKeeper(PASS_TYPE, pushing)
    keeper.run()
    change_program(ChangeProgram(actor=shop.owner(), fields=ProgramFields(card_color="#1A7F5A")))
    kept = keeper.run()
    assert (kept.marked, kept.reconciled, kept.published, kept.pushed) == (1, 0, 1, 1)
    starts_at = clock.now() + timedelta(seconds=30)
    fields = RewardFields(name="Tart", points_required=10, starts_at=starts_at)
    save_reward(SaveReward(actor=shop.owner(), fields=fields))
    keeper.run()
    before = standing(pass_id)
    with clock.moved_to(starts_at + timedelta(seconds=1)):
        kept = keeper.run()
        assert (kept.turned, kept.marked, kept.reconciled, kept.published) == (1, 1, 0, 1)
        assert keeper.run().published == 0
    assert standing(pass_id).last_modified >= starts_at.timestamp()
    assert standing(pass_id).update_tag > before.update_tag
    assert pushing.woken == [phone(device_id).push_token]  # the rest of its minute is not over
    assert card.id


def test_i10_a_token_of_another_app_keeps_nobody_else_waiting(app: Flask) -> None:
    shop = a_shop()
    (odd, *_), (card, _, device_id) = a_card_on_a_phone(shop), a_card_on_a_phone(shop)
    keeper = LevelKeeper(PASS_TYPE, Scripted(Pushed(answer=Answer.FAULT, reason="DeviceTokenNotForTopic")))
    spend(shop, odd)
    assert keeper.run().not_pushed == 1
    assert (health().fault, health().paused_until) == ("DeviceTokenNotForTopic", None)
    spend(shop, card)
    others = Scripted(DELIVERED)
    assert LevelKeeper(PASS_TYPE, others).run().pushed == 1
    assert others.woken == [phone(device_id).push_token]
