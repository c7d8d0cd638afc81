"""First set-up by command: an admin, a merchant, a store, a tablet, a token; nothing has a password by default."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import ApiToken, AuditEvent, Merchant, PairingCode, Store, User
from loyalty_app.operations.password_hashing import password_hashing


def run(app: Flask, *arguments: str) -> dict[str, object]:
    """The facts of a command that worked."""
    result = app.test_cli_runner().invoke(args=[*arguments, "--json"])
    assert result.exit_code == 0, result.output
    facts: dict[str, object] = json.loads(result.stdout)
    return facts


def refused(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.stdout == ""
    return result.exit_code, result.stderr


def a_merchant_with_a_store(app: Flask) -> None:
    run(app, "merchant", "create", "--name", "Café Lux", "--code", "cafe-lux", "--locale", "fr")
    run(app, "store", "create", "--merchant", "cafe-lux", "--name", "Gare", "--code", "gare")


def test_a_store_says_when_it_is_open(app: Flask) -> None:
    a_merchant_with_a_store(app)
    assert run(app, "store", "hours", "--store", "gare") == {"store": "gare", "opening_hours": None}
    facts = run(app, "store", "hours", "--store", "gare", "mon-fri 7:00-18:30", "sat 08:00-17:00")
    day = {"opens": "07:00", "closes": "18:30"}
    assert facts["opening_hours"] == {name: [day] for name in ("mon", "tue", "wed", "thu", "fri")} | {
        "sat": [{"opens": "08:00", "closes": "17:00"}]
    }
    said = app.test_cli_runner().invoke(args=["store", "hours", "--store", "gare"])
    assert said.stdout == "Gare: Mon–Fri 7:00–18:30 · Sat 8:00–17:00\n"
    events = db.session.execute(select(AuditEvent.what).order_by(AuditEvent.id.desc())).scalars().first()
    assert events == "opening_hours_changed"
    assert run(app, "store", "hours", "--store", "gare", "--clear")["opening_hours"] is None
    assert refused(app, "store", "hours", "--store", "gare", "--clear", "mon 7:00-8:00")[0] == 2


def test_hours_that_cannot_be_read_are_refused_in_a_sentence(app: Flask) -> None:
    a_merchant_with_a_store(app)
    code, says = refused(app, "store", "hours", "--store", "gare", "mon-fry 7:00-18:30")
    assert (code, "mon-fry" in says, says.endswith("(hours_invalid)\n")) == (1, True, True)


def test_the_admin_gets_a_password_that_is_shown_once_and_works(app: Flask) -> None:
    facts = run(app, "user", "create-admin", "ana@example.com")
    user = db.session.execute(select(User)).scalar_one()
    assert (user.email, user.role) == ("ana@example.com", "platform_admin")
    assert password_hashing.matches(str(facts["password"]), user.password_hash)


def test_two_admins_never_get_the_same_password(app: Flask) -> None:
    first = run(app, "user", "create-admin", "ana@example.com")
    assert run(app, "user", "create-admin", "luc@example.com")["password"] != first["password"]


def test_a_typed_password_is_not_shown(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=["user", "create-admin", "ana@example.com", "--ask"], input="a long secret\na long secret\n"
    )
    assert result.exit_code == 0, result.output
    assert "a long secret" not in result.output
    user = db.session.execute(select(User)).scalar_one()
    assert password_hashing.matches("a long secret", user.password_hash)


def test_a_taken_address_is_refused_in_a_sentence(app: Flask) -> None:
    run(app, "user", "create-admin", "ana@example.com")
    code, says = refused(app, "user", "create-admin", "Ana@Example.com")
    assert code == 1
    assert says.endswith("(email_taken)\n")


def test_a_merchant_and_its_store_exist_with_their_policy(app: Flask) -> None:
    a_merchant_with_a_store(app)
    merchant, store = db.session.execute(select(Merchant)).scalar_one(), db.session.execute(select(Store)).scalar_one()
    assert (merchant.code, merchant.default_locale, merchant.timezone) == ("cafe-lux", "fr", "Europe/Luxembourg")
    assert (store.code, store.merchant_id, store.timezone) == ("gare", merchant.id, "Europe/Luxembourg")


def test_a_code_that_cannot_stand_on_a_poster_is_refused(app: Flask) -> None:
    code, says = refused(app, "merchant", "create", "--name", "Café Lux", "--code", "Café Lux")
    assert (code, says.endswith("(code_invalid)\n")) == (1, True)


def test_a_pairing_code_works_for_the_named_store(app: Flask) -> None:
    a_merchant_with_a_store(app)
    facts = run(app, "device", "pair", "--store", "gare", "--label", "Counter 1")
    pairing = db.session.execute(select(PairingCode)).scalar_one()
    assert (pairing.label, pairing.used_at) == ("Counter 1", None)
    assert facts["url"] == "http://localhost/store/loyalty/pair"
    assert len(str(facts["code"])) >= 8


@pytest.mark.parametrize(
    ("where", "scope", "role"),
    [
        (("--store", "gare"), "store", "cashier"),
        (("--store", "gare", "--role", "manager"), "store", "manager"),
        (("--merchant", "cafe-lux"), "merchant", "owner"),
        (("--merchant", "cafe-lux", "--role", "manager"), "merchant", "manager"),
        (("--platform",), "platform", "platform_admin"),
    ],
)
def test_a_token_is_shown_once_and_kept_as_a_hash(app: Flask, where: tuple[str, ...], scope: str, role: str) -> None:
    a_merchant_with_a_store(app)
    facts = run(app, "token", "create", *where, "--label", "Till 1")
    kept = db.session.execute(select(ApiToken)).scalar_one()
    assert (kept.scope, kept.role, kept.label) == (scope, role, "Till 1")
    assert kept.token_hash == token_hash(str(facts["token"]))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("token", "create", "--label", "Till"), "exactly one of"),
        (("token", "create", "--label", "Till", "--platform", "--store", "gare"), "exactly one of"),
        (("token", "create", "--label", "Till", "--store", "nowhere"), "There is no store nowhere."),
        (("token", "create", "--label", "Till", "--merchant", "nobody"), "There is no merchant nobody."),
        (("device", "pair", "--store", "nowhere"), "There is no store nowhere."),
        (("store", "create", "--merchant", "nobody", "--name", "X1", "--code", "x1"), "There is no merchant nobody."),
    ],
)
def test_what_is_not_there_ends_the_command_with_a_sentence(app: Flask, arguments: tuple[str, ...], says: str) -> None:
    code, said = refused(app, *arguments)
    assert code == 2
    assert says in said


def test_what_the_console_did_is_in_the_audit(app: Flask) -> None:
    a_merchant_with_a_store(app)
    run(app, "token", "create", "--store", "gare", "--label", "Till 1")
    assert db.session.execute(select(AuditEvent.what).order_by(AuditEvent.id)).scalars().all() == [
        "merchant_created",
        "store_created",
        "api_token_created",
    ]
