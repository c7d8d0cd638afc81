"""Fetching a pass: 200, 304 and 401, dates that only grow, and nothing built twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from loyalty_app.db import db
from loyalty_app.domain.passes import PassContent
from loyalty_app.edge.pass_links import card_link
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple import current_pass as module
from loyalty_app.wallets.apple.build import AppleWallet, MadePass
from loyalty_app.wallets.configure import apple_wallet
from loyalty_app.wallets.kept import Kept
from tests.api.apple.phones import held
from tests.api.apple.test_registrations import bare, buy
from tests.doubles.apple import BASE_URL, dev_root
from tests.doubles.pkpass import strictly_verified
from tests.factories import Shop, a_card, a_shop, reference
from tests.operations.passes import standing, the_keys_of_another_ring


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of rows begin anew with every test, so what other tests kept must not be found."""
    monkeypatch.setattr(module, "_kept", Kept(module.KEPT_BYTES))


def spend(shop: Shop, card: LoyaltyCard) -> None:
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=100))


def test_a_pass_is_what_the_ledger_says_also_before_the_loop_saw_it(app: Flask, run_directory: Path) -> None:
    shop = a_shop(points_per_euro=10)
    card = a_card(shop)
    phone = held(app, card)
    for _ in range(3):
        spend(shop, card)
    answer = phone.fetch()
    assert (answer.status_code, answer.content_type) == (200, "application/vnd.apple.pkpass")
    verified = strictly_verified(answer.data, dev_root(run_directory))
    said = verified.content
    assert said["userInfo"]["points_balance"] == 30
    assert (said["serialNumber"], said["authenticationToken"]) == (phone.serial, phone.token)
    assert standing(phone.pass_id).due_since is None


def test_b125_only_our_own_last_date_letter_by_letter_means_nothing_changed(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    phone = held(app, card)
    date = phone.fetch().headers["Last-Modified"]
    same = phone.fetch(date)
    assert (same.status_code, same.data, same.headers["Last-Modified"]) == (304, b"", date)
    future = "Fri, 01 Jan 2100 00:00:00 GMT"
    for other in ("", "yesterday", future, date.lower(), date + " ", date.replace("GMT", "+0000"), "0", date[5:]):
        answer = phone.fetch(other)
        assert (answer.status_code, answer.headers["Last-Modified"]) == (200, date), other


def test_two_changes_within_one_second_are_two_dates(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    phone = held(app, card)
    dates = [phone.fetch().headers["Last-Modified"]]
    bodies = {phone.fetch().data}
    for _ in range(3):
        spend(shop, card)
        answer = phone.fetch(dates[-1])
        assert answer.status_code == 200
        dates.append(answer.headers["Last-Modified"])
        bodies.add(answer.data)
    assert len(set(dates)) == len(bodies) == 4


def test_s56_nobody_learns_why_a_token_is_not_accepted(app: Flask) -> None:
    shop = a_shop()
    mine, other = held(app, a_card(shop)), held(app, a_card(shop))
    path = f"/passes/{mine.pass_type}/{mine.serial}"
    answers = [
        mine.fetch(token="x" * 32),
        mine.fetch(token=other.token),
        mine.fetch(token=""),
        mine.ask("GET", path.replace(mine.serial, "x" * 43)),
        mine.ask("GET", path.replace(mine.pass_type, "pass.of.others")),
        mine.fetch(token="x", since=mine.fetch().headers["Last-Modified"]),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({str(bare(answer)) for answer in answers}) == 1


def test_an_unchanged_pass_is_built_once_however_often_it_is_fetched(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[PassContent] = []
    build = AppleWallet.build

    def counted(wallet: AppleWallet, content: PassContent, **values: Any) -> MadePass:
        built.append(content)
        return build(wallet, content, **values)

    monkeypatch.setattr(AppleWallet, "build", counted)
    shop = a_shop()
    card = a_card(shop)
    phone = held(app, card)
    assert len({phone.fetch().data for _ in range(5)}) == 1
    assert len(built) == 1
    buy(shop, card, phone.pass_type)
    phone.fetch()
    assert len(built) == 2


def test_the_same_version_has_the_same_bytes_in_every_process(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = held(app, a_card(a_shop()))
    first = phone.fetch()
    monkeypatch.setattr(module, "_kept", Kept(module.KEPT_BYTES))
    with clock.moved_to(clock.now() + timedelta(days=3)):
        again = phone.fetch()
    assert again.data == first.data
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]


@pytest.mark.parametrize("status", ["blocked", "merged", "erased"])
def test_a_card_that_is_not_live_is_answered_by_a_void_pass(app: Flask, run_directory: Path, status: str) -> None:
    card = a_card(a_shop())
    phone = held(app, card)
    db.session.execute(update(LoyaltyCard).where(LoyaltyCard.id == card.id).values(status=status))
    db.session.commit()
    answer = phone.fetch()
    assert answer.status_code == 200
    assert strictly_verified(answer.data, dev_root(run_directory)).content["voided"] is True


def test_with_an_expired_certificate_phones_keep_what_they_have(app: Flask) -> None:
    card = a_card(a_shop())
    iphone, wallet = held(app, card), apple_wallet()
    assert wallet is not None
    date, expires_at = iphone.fetch().headers["Last-Modified"], wallet.credentials.expires_at
    with clock.moved_to(expires_at - timedelta(minutes=30)):
        link = card_link(card.id)
    assert link is not None
    with clock.moved_to(expires_at + timedelta(minutes=1)):
        assert iphone.fetch(date).status_code == 304
        refused = iphone.fetch()
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "3600")
        assert card_link(card.id) is None
        answer = app.test_client().get(link.removeprefix(BASE_URL))
        assert (answer.status_code, answer.json and answer.json["code"]) == (503, "wallet_not_configured")


def test_a_token_that_no_key_opens_is_a_clear_no_for_phones_and_for_who_adds_the_pass(app: Flask) -> None:
    """The key ring of the settings changed without the old key at its end."""
    card = a_card(a_shop())
    phone = held(app, card)
    assert phone.register().status_code == 201
    with the_keys_of_another_ring():
        for answer in (phone.fetch(), phone.register(), phone.unregister(), phone.fetch(token="guessed")):
            assert (answer.status_code, answer.data) == (401, b"")
        assert phone.changed().status_code == 200  # lists need no token
        added = app.test_client().get((card_link(card.id) or "").removeprefix(BASE_URL))
        assert (added.status_code, (added.json or {})["code"]) == (503, "wallet_not_configured")
    assert phone.fetch().status_code == 200
