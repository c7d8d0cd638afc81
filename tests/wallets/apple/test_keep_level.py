"""The loop: what is due is published and pushed, faults lose nothing, and a phone ends up showing the ledger (I10)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import update

from loyalty_app.db import db
from loyalty_app.demo.phone.connection import Answer as PhoneAnswer
from loyalty_app.demo.phone.connection import Call
from loyalty_app.demo.phone.wallet import Phone
from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.pass_links import card_link
from loyalty_app.models import LoyaltyCard, WalletPass
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.operations.unblock_card import UnblockCard, unblock_card
from loyalty_app.queries.wallet_status import apple_health
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.apns import Answer, Apns, Pushed
from loyalty_app.wallets.apple.keep_level import LevelKeeper
from loyalty_app.wallets.apple.loop import EXPIRED, AppleLoop, push_identity
from tests.conftest import app_on
from tests.databases import Kind
from tests.doubles.apns import Apns as FakeApns
from tests.doubles.apns import running_apns
from tests.doubles.apple import BASE_URL, dev_apple, dev_authorities, dev_root
from tests.doubles.pkpass import openssl_verifies
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
def apple_app(request: pytest.FixtureRequest, make_app: Callable[..., Flask], run_directory: Path) -> Iterator[Flask]:
    """The application with Apple Wallet configured, on either database."""

    def with_apple(url: str) -> Flask:
        return make_app(url, apple=dev_apple(run_directory), base_url=BASE_URL)

    yield from app_on(request, with_apple)


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


# ── with a simulated phone and push service ──────────────────────────────────────────────────────────────────


class OverTheApp:
    """The phone's network: straight into the application."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.seen: list[bytes] = []

    def ask(self, call: Call) -> PhoneAnswer:
        db.session.rollback()
        parts = urlsplit(call.url)
        answer = self._app.test_client().open(
            f"{parts.path}?{parts.query}", method=call.method, headers=call.headers, data=call.body
        )
        if answer.content_type == "application/vnd.apple.pkpass":
            self.seen.append(answer.data)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return PhoneAnswer(status=answer.status_code, headers=headers, body=answer.data)


@contextmanager
def a_line_to_apple(fake: FakeApns, directory: Path) -> Iterator[Apns]:
    settings = replace(dev_apple(directory), apns_url=fake.url, apns_ca_path=fake.authority_path)
    with Apns(push_identity(settings)) as apns:
        yield apns


def test_i10_a_phone_given_only_a_link_follows_fifty_operations(
    app: Flask, run_directory: Path, tmp_path: Path
) -> None:
    app.extensions["limits"] = Limits("memory://")
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000, stamps_target=4, points_per_euro=10)
    card = a_card(shop)
    link = card_link(card.id)
    assert link is not None
    network = OverTheApp(app)
    iphone = Phone(connection=network, root=dev_root(run_directory), clock=clock.now)
    (held,) = iphone.open_link(link)
    rung: list[str] = []
    with running_apns(tmp_path, *dev_authorities(run_directory)) as fake, a_line_to_apple(fake, run_directory) as apns:
        fake.tokens.give(iphone.push_token, rung.append)
        keeper = LevelKeeper(app.extensions["apple_loop"].pass_type, apns)
        chance = random.Random(50)
        start = clock.now()
        for step in range(50):
            with clock.moved_to(start + timedelta(seconds=20 * (step + 1))):
                _something(chance, shop, card)
                keeper.run()
                while rung:
                    iphone.pushed(rung.pop())
                _shows(iphone.passes[held.name].taken.content, card)
    assert [line for line in iphone.log.lines if line] == []
    for data in network.seen:
        openssl_verifies(data, dev_root(run_directory))


def _something(chance: random.Random, shop: Shop, card: LoyaltyCard) -> None:
    named: dict[str, Any] = {"actor": shop.actor(shop.manager), "card": reference(card)}
    try:
        match chance.randrange(8):
            case 0 | 1 | 2:
                add_stamp(AddStamp(**named))
            case 3 | 4:
                earn_points(EarnPoints(**named, purchase_amount_cents=chance.randrange(100, 5000)))
            case 5:
                redeem_stamps(RedeemStamps(**named))
            case 6:
                block_card(BlockCard(**named, reason="Lost"))
                unblock_card(UnblockCard(**named, reason="Found"))
            case _:
                replace_card(ReplaceCard(**named, reason="Photo went around"))
    except Refusal:
        db.session.rollback()


def _shows(content: dict[str, Any], card: LoyaltyCard) -> None:
    db.session.rollback()
    now = db.session.get_one(LoyaltyCard, card.id)
    info = content["userInfo"]
    assert (info["card_version"], info["stamp_count"], info["points_balance"]) == (
        now.version,
        now.stamp_count,
        now.points_balance,
    )
    assert content["barcodes"][0]["message"] == now.qr_token
