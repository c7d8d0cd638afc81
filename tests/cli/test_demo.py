"""The demo: loaded once, shown again and again, never beside somebody's own shops."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.pins import is_trivial
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import (
    ApiToken,
    LoyaltyCard,
    LoyaltyTransaction,
    StaffPin,
    Store,
    TransactionCategory,
    User,
)
from loyalty_app.operations.password_hashing import password_hashing
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.queries.program_images import find_public_logo
from loyalty_app.queries.storefront import find_storefront
from loyalty_app.unit_of_work import clock
from tests.conftest import on_databases
from tests.databases import Kind
from tests.factories import a_merchant

app = on_databases(*Kind)


def run(app: Flask, *arguments: str) -> dict[str, Any]:
    result = app.test_cli_runner().invoke(args=["demo", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


@pytest.fixture
def facts(app: Flask) -> dict[str, Any]:
    """A small demo."""
    return run(app, "load", "--members", "16", "--days", "30")


def test_the_demo_is_what_was_promised(app: Flask, facts: dict[str, Any]) -> None:
    cafe, bookshop = facts["merchants"]
    assert (cafe["code"], cafe["loyalty_type"], [store["code"] for store in cafe["stores"]]) == (
        "cafe-lux",
        "hybrid",
        ["gare", "kirchberg", "esch"],
    )
    assert (bookshop["code"], bookshop["loyalty_type"], len(bookshop["stores"])) == ("librairie", "points", 1)
    assert len(cafe["members"]) + len(bookshop["members"]) == 16
    for store in cafe["stores"] + bookshop["stores"]:
        assert [person["role"] for person in store["staff"]] == ["cashier", "cashier", "manager"]
    assert [user["role"] for user in facts["users"]] == ["platform_admin", "owner", "manager", "owner"]


def test_every_shop_of_the_demo_shows_its_logo(app: Flask, facts: dict[str, Any]) -> None:
    for store_code in ("gare", "esch", "marche"):
        front = find_storefront(db.session.connection(), store_code, clock.now())
        assert front.logo is not None
        assert (front.logo.width, front.logo.height) == (700, 700)
        assert find_public_logo(db.session.connection(), front.logo.sha256)


def test_it_says_where_the_mails_are(app: Flask, facts: dict[str, Any]) -> None:
    outbox = str(app.extensions["settings"].outbox_path)
    is_sqlite = db.engine.dialect.name == "sqlite"
    assert (facts.get("mails"), facts["outbox"]) == ("http://localhost/dev/mails" if is_sqlite else None, outbox)
    shown = app.test_cli_runner().invoke(args=["demo", "show"]).stdout
    assert outbox in shown
    assert ("/dev/mails" in shown) is is_sqlite
    assert (facts.get("phone") == "http://localhost/dev/phone") is ("/dev/phone" in shown) is is_sqlite


def test_everything_that_is_shown_opens_what_it_should(app: Flask, facts: dict[str, Any]) -> None:
    kept = {row.email: row.password_hash for row in db.session.execute(select(User.email, User.password_hash))}
    assert all(password_hashing.matches(user["password"], kept[user["email"]]) for user in facts["users"])
    hashes = {row.id: row.pin_hash for row in db.session.execute(select(StaffPin.id, StaffPin.pin_hash))}
    for person in [p for m in facts["merchants"] for store in m["stores"] for p in store["staff"]]:
        assert pin_hashing.matches(person["pin"], hashes[person["id"]])
        assert not is_trivial(person["pin"])
    tokens = [facts["platform_token"]]
    tokens += [merchant["token"] for merchant in facts["merchants"]]
    tokens += [store["token"] for merchant in facts["merchants"] for store in merchant["stores"]]
    known = set(db.session.execute(select(ApiToken.token_hash)).scalars())
    assert {token_hash(token) for token in tokens} == known


def test_members_are_named_with_their_real_cards(app: Flask, facts: dict[str, Any]) -> None:
    member = facts["merchants"][0]["members"][0]
    card = db.session.get_one(LoyaltyCard, member["card_id"])
    assert (member["first_name"], member["qr_code"], member["card_number"].replace("-", "")) == (
        "Ana",
        card.qr_token,
        card.card_number,
    )
    assert (card.stamp_count, card.points_balance) == (6, 1240)


def test_the_past_has_every_kind_of_line_and_one_blocked_card(app: Flask, facts: dict[str, Any]) -> None:
    kinds = set(db.session.execute(select(LoyaltyTransaction.type)).scalars())
    assert {"card_created", "stamp_earned", "points_earned", "card_deactivated"} <= kinds
    assert db.session.scalar(select(func.count()).where(LoyaltyCard.status == "blocked")) == 1
    assert any(member["stamp_count"] >= 10 for member in facts["merchants"][0]["members"])


def test_only_one_of_the_cafes_asks_what_a_purchase_was(app: Flask, facts: dict[str, Any]) -> None:
    """So that a visitor sees both: an amount and done, and an amount with its kind."""
    asking = select(Store.code).join(TransactionCategory, TransactionCategory.store_id == Store.id).distinct()
    assert list(db.session.scalars(asking)) == ["esch"]


def test_nobody_is_in_their_cooldown_when_the_visitor_arrives(app: Flask, facts: dict[str, Any]) -> None:
    now, last = db.session.execute(
        select(func.max(LoyaltyTransaction.created_at), func.max(LoyaltyTransaction.recorded_at))
    ).one()
    assert (now - last).total_seconds() > 15 * 60


def test_shown_again_it_is_the_same(app: Flask, facts: dict[str, Any]) -> None:
    assert run(app, "show") == facts
    assert run(app, "load") == facts


def test_it_does_not_come_beside_somebodys_own_shops(app: Flask) -> None:
    a_merchant()
    db.session.commit()
    for command in ("load", "show"):
        result = app.test_cli_runner().invoke(args=["demo", command])
        assert result.exit_code == 1
        assert "merchants of its own" in result.stderr


def test_half_a_demo_says_so(app: Flask) -> None:
    a_merchant(code="cafe-lux")
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert (result.exit_code, "interrupted" in result.stderr) == (1, True)


def test_nothing_is_shown_before_it_is_loaded(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "show"])
    assert (result.exit_code, "demo load" in result.stderr) == (1, True)


def test_for_people_it_prints_the_way_in_and_draws_cards(app: Flask, facts: dict[str, Any]) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "show"])
    assert result.exit_code == 0, result.output
    for word in ("/store/loyalty/terminal", "/auth/login", facts["users"][1]["password"], "Sophie Klein"):
        assert word in result.stdout
    assert (app.extensions["settings"].var_path / "demo" / "card-ana.svg").exists()
