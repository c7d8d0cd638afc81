"""`flask customer`: hand out what is known about a person, forget them, and forget them again after a restore."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.models import AuditEvent, Customer, Merchant
from tests.factories import Shop, a_shop
from tests.operations.phones import a_member, enter, join


def a_shop_called(code: str) -> Shop:
    shop = a_shop()
    db.session.get_one(Merchant, shop.merchant_id).code = code
    db.session.commit()
    return shop


def run(app: Flask, *arguments: str, typed: str | None = None) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=["customer", *arguments], input=typed)
    return result.exit_code, result.stdout, result.stderr


def name_of(customer_id: int) -> str | None:
    db.session.rollback()
    return db.session.get_one(Customer, customer_id, populate_existing=True).first_name


def test_everything_about_a_person_as_json_and_to_read(app: Flask) -> None:
    shop = a_shop_called("cafe-lux")
    member = a_member(shop)
    code, out, _ = run(app, "export", "Ana@example.com", "--merchant", "cafe-lux", "--json")
    facts = json.loads(out)
    assert (code, facts["customer"]["id"], facts["customer"]["email"]) == (0, member.customer_id, "ana@example.com")
    code, out, _ = run(app, "export", "ana@example.com", "--merchant", "cafe-lux")
    assert code == 0
    assert "  first_name: Ana" in out.splitlines()
    assert "transactions: 1" in out.splitlines()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "customer_exported")).all()
    assert [(event.on_behalf, event.merchant_id) for event in events] == [(True, shop.merchant_id)] * 2


def test_a_person_is_forgotten_after_a_question(app: Flask) -> None:
    member = a_member(a_shop_called("cafe-lux"))
    code, _, err = run(app, "erase", "ana@example.com", "--merchant", "cafe-lux", typed="n\n")
    assert (code, name_of(member.customer_id)) == (1, "Ana")
    assert "0 stamps and 0 points" in err
    code, out, _ = run(app, "erase", "ana@example.com", "--merchant", "cafe-lux", typed="y\n")
    assert (code, name_of(member.customer_id)) == (0, None)
    assert "Ana" not in out


def test_yes_answers_before_it_is_asked(app: Flask) -> None:
    member = a_member(a_shop_called("cafe-lux"))
    arguments = ("erase", "ana@example.com", "--merchant", "cafe-lux", "--yes", "--reason", "By letter", "--json")
    code, out, _ = run(app, *arguments)
    assert code == 0
    assert json.loads(out) == {
        "customer_id": member.customer_id,
        "cards": 1,
        "stamps_forfeited": 0,
        "points_forfeited": 0,
    }
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "customer_erased")).one()
    assert event.reason == "By letter"
    code, _, err = run(app, *arguments)
    assert (code, "Nobody with this address" in err) == (2, True)


def test_the_member_comes_before_who_only_typed_the_address(app: Flask) -> None:
    shop = a_shop_called("cafe-lux")
    member = a_member(shop)
    join(shop, first_name="Impostor")
    _, out, _ = run(app, "export", "ana@example.com", "--merchant", "cafe-lux", "--json")
    assert json.loads(out)["customer"]["id"] == member.customer_id


def test_the_list_of_erasures_is_applied_again_after_a_restore(app: Flask, tmp_path: Path) -> None:
    shop = a_shop_called("cafe-lux")
    member = a_member(shop)
    run(app, "erase", "ana@example.com", "--merchant", "cafe-lux", "--yes")
    code, out, _ = run(app, "erasures")
    (row,) = [json.loads(line) for line in out.splitlines()]
    assert (code, row["merchant_code"], row["customer_id"]) == (0, "cafe-lux", member.customer_id)
    assert "ana" not in out.lower()
    kept = tmp_path / "erasures.jsonl"
    kept.write_text(out)
    with app.app_context():
        db.session.execute(update(Customer).values(first_name="Ana", erased_at=None))
        db.session.execute(db.metadata.tables["erasures"].delete())
        db.session.commit()
    assert run(app, "erase-again", str(kept), "--dry-run")[1] == "✓ 1 to be erased again.\n"
    assert run(app, "erase-again", str(kept))[1] == "✓ 1 erased again.\n"
    assert name_of(member.customer_id) is None
    assert json.loads(run(app, "erase-again", str(kept), "--json")[1]) == {"customers": 0}


def test_what_is_no_list_and_no_address_is_said(app: Flask, tmp_path: Path) -> None:
    shop = a_shop_called("cafe-lux")
    join(shop)
    enter(shop)
    wrong = tmp_path / "wrong.jsonl"
    for text in ("hello", '{"customer_id": 1}', "[]"):
        wrong.write_text(text)
        code, _, err = run(app, "erase-again", str(wrong))
        assert (code, "no list of erasures" in err) == (2, True)
    code, _, err = run(app, "export", "ana@", "--merchant", "cafe-lux")
    assert (code, "email_invalid" in err) == (1, True)
    code, _, err = run(app, "export", "ana@example.com", "--merchant", "nowhere")
    assert code == 2
