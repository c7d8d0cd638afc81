"""`flask ledger`: honest books pass; whoever changes, removes, swaps or re-times a line is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from loyalty_app.db import db
from loyalty_app.ledger.lines import COLUMNS, GENESIS, entry_hash
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, Merchant
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from tests.databases import Kind
from tests.factories import a_card, a_shop, reference

TRIGGERS = ("loyalty_transactions_no_update", "loyalty_transactions_no_delete", "loyalty_cards_follow_ledger")


@pytest.fixture(params=list(Kind), name="unguarded")
def an_app_whose_books_may_be_spoiled(
    request: pytest.FixtureRequest, make_database: Callable[..., str], make_app: Callable[..., Flask]
) -> Iterator[Flask]:
    application = make_app(make_database(request.param))
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()  # the next test's database may get the same name


def a_card_with_lines(number: int) -> LoyaltyCard:
    shop = a_shop(cooldown_minutes=0)
    card = a_card(shop)
    for _ in range(number):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    return card


def spoil(*statements: str, **values: object) -> None:
    """Write around the guards, as somebody with all rights on the database could."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            for trigger in TRIGGERS:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        else:
            for table in ("loyalty_transactions", "loyalty_cards"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement), values)


def verified(app: Flask, *arguments: str) -> tuple[int, dict[str, object]]:
    result = app.test_cli_runner().invoke(args=["ledger", "verify", "--json", *arguments])
    return result.exit_code, json.loads(result.stdout)


def test_honest_books_pass(unguarded: Flask) -> None:
    a_card_with_lines(3)
    a_card_with_lines(2)
    code, facts = verified(unguarded)
    assert (code, facts["ok"], facts["cards"], facts["lines"]) == (0, True, 2, 5)


def test_one_merchants_books_are_checked_alone(unguarded: Flask) -> None:
    good, bad = a_card_with_lines(1), a_card_with_lines(1)
    spoil("UPDATE loyalty_transactions SET reason = 'a gift' WHERE card_id = :card", card=bad.id)
    merchant = db.session.execute(select(Merchant.code).where(Merchant.id == good.merchant_id)).scalar_one()
    assert verified(unguarded, "--merchant", merchant)[0] == 0
    assert verified(unguarded)[0] == 1


def test_an_unknown_merchant_is_an_error_of_its_own(unguarded: Flask) -> None:
    result = unguarded.test_cli_runner().invoke(args=["ledger", "verify", "--merchant", "nobody"])
    assert (result.exit_code, result.stderr) == (2, "✗ There is no merchant nobody.\n")


@pytest.mark.parametrize(
    ("statement", "version"),
    [
        ("UPDATE loyalty_transactions SET reason = 'a gift' WHERE card_id = :card AND card_version = 2", 2),
        ("UPDATE loyalty_transactions SET stamps_delta = 2 WHERE card_id = :card AND card_version = 2", 2),
        ("UPDATE loyalty_transactions SET recorded_at = '2020-01-01 00:00:00' WHERE card_id = :card", 1),
        ("UPDATE loyalty_transactions SET entry_hash = previous_hash WHERE card_id = :card AND card_version = 3", 3),
        ("DELETE FROM loyalty_transactions WHERE card_id = :card AND card_version = 2", 3),
        ("DELETE FROM loyalty_transactions WHERE card_id = :card AND card_version = 3", None),
        ("UPDATE loyalty_cards SET stamp_count = 99 WHERE id = :card", None),
    ],
)
def test_a_spoilt_line_is_named(unguarded: Flask, statement: str, version: int | None) -> None:
    a_card_with_lines(1)
    card = a_card_with_lines(3)
    spoil(statement, card=card.id)
    code, facts = verified(unguarded)
    assert code == 1
    assert [(fault["card_id"], fault["card_version"]) for fault in facts["faults"]] == [(card.id, version)]  # type: ignore[attr-defined]  # JSON


def test_two_swapped_lines_are_found(unguarded: Flask) -> None:
    card = a_card_with_lines(3)
    spoil(
        "UPDATE loyalty_transactions SET card_version = 9 WHERE card_id = :card AND card_version = 1",
        "UPDATE loyalty_transactions SET card_version = 1 WHERE card_id = :card AND card_version = 2",
        "UPDATE loyalty_transactions SET card_version = 2 WHERE card_id = :card AND card_version = 9",
        card=card.id,
    )
    result = unguarded.test_cli_runner().invoke(args=["ledger", "verify"])
    number = f"{card.card_number[:4]}-{card.card_number[4:8]}-{card.card_number[8:]}"
    assert result.exit_code == 1
    assert f"card {number}, line 1:" in result.stdout


def test_a_chain_written_anew_passes_alone_but_not_beside_the_checkpoint(unguarded: Flask, tmp_path: Path) -> None:
    card = a_card_with_lines(2)
    checkpoint = tmp_path / "checkpoint.json"
    checkpoint.write_text(unguarded.test_cli_runner().invoke(args=["ledger", "checkpoint"]).stdout)
    assert verified(unguarded, "--checkpoint", str(checkpoint))[0] == 0
    rewrite_the_chain(card)
    assert verified(unguarded)[0] == 0
    code, facts = verified(unguarded, "--checkpoint", str(checkpoint))
    assert (code, facts["faults"][0]["what"]) == (1, "the line is not the one of the checkpoint")  # type: ignore[index]  # JSON


def test_lines_after_the_checkpoint_are_no_fault(unguarded: Flask, tmp_path: Path) -> None:
    shop = a_shop(cooldown_minutes=0)
    card = a_card(shop)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    checkpoint = tmp_path / "checkpoint.json"
    checkpoint.write_text(unguarded.test_cli_runner().invoke(args=["ledger", "checkpoint"]).stdout)
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    assert verified(unguarded, "--checkpoint", str(checkpoint))[0] == 0


def test_a_checkpoint_that_somebody_edited_is_refused(unguarded: Flask, tmp_path: Path) -> None:
    a_card_with_lines(1)
    values = json.loads(unguarded.test_cli_runner().invoke(args=["ledger", "checkpoint"]).stdout)
    values["heads"][0][2] = "f" * 64
    checkpoint = tmp_path / "checkpoint.json"
    checkpoint.write_text(json.dumps(values))
    result = unguarded.test_cli_runner().invoke(args=["ledger", "verify", "--checkpoint", str(checkpoint)])
    assert result.exit_code == 2
    assert "signature" in result.stderr


def rewrite_the_chain(card: LoyaltyCard) -> None:
    """Another reason on the first line, and every hash after it computed anew."""
    head = GENESIS
    lines = db.session.execute(
        select(LoyaltyTransaction).where(LoyaltyTransaction.card_id == card.id).order_by("card_version")
    ).scalars()
    for line in [{name: getattr(line, name) for name in COLUMNS} for line in lines]:
        values = line | {"reason": "a gift", "previous_hash": head}
        head = entry_hash(values)
        db.session.rollback()
        spoil(
            "UPDATE loyalty_transactions SET reason = 'a gift', previous_hash = :previous, entry_hash = :head "
            "WHERE id = :line",
            line=line["id"],
            previous=values["previous_hash"],
            head=head,
        )
    spoil("UPDATE loyalty_cards SET ledger_head = :head WHERE id = :card", head=head, card=card.id)
