"""`flask merchant settings`: what holds for the members of a merchant, shown and changed."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import Merchant
from tests.factories import a_shop


@pytest.fixture(autouse=True)
def cafe_lux(app: Flask) -> None:
    db.session.get_one(Merchant, a_shop().merchant_id).code = "cafe-lux"
    db.session.commit()


def run(app: Flask, *arguments: str, merchant: str = "cafe-lux") -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=["merchant", "settings", "--merchant", merchant, *arguments])
    return result.exit_code, result.stdout, result.stderr


def months(app: Flask, *arguments: str) -> object:
    code, out, err = run(app, *arguments, "--json")
    assert code == 0, err
    facts = json.loads(out)
    assert facts["merchant"] == "cafe-lux"
    return facts["inactive_months"]


def test_they_are_shown_changed_and_stay(app: Flask) -> None:
    assert months(app) == 36
    assert months(app, "--inactive-months", "24") == 24
    assert months(app) == 24
    assert months(app, "--inactive-months", "never") is None
    assert months(app) is None


def test_they_can_be_read(app: Flask) -> None:
    away, age = "  Members who stay away   ", "  Minimum age             "
    assert run(app)[:2] == (0, f"{away}forgotten after 36 months\n{age}none\n")
    assert run(app, "--inactive-months", "never")[:2] == (0, f"{away}never forgotten\n{age}none\n")
    assert run(app, "--minimum-age", "16")[:2] == (0, f"{away}never forgotten\n{age}16 years\n")
    assert run(app, "--minimum-age", "none")[:2] == (0, f"{away}never forgotten\n{age}none\n")


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("5", 1, "Enter a number from 6 to 120. (number_out_of_range)"),
        ("soon", 2, "'soon' is neither a whole number nor 'never'"),
        ("-6", 2, "'-6' is neither a whole number nor 'never'"),
        ("٣٦", 2, "is neither a whole number nor 'never'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(app: Flask, typed: str, code: int, says: str) -> None:
    result, out, err = run(app, "--inactive-months", typed)
    assert (result, out, says in err) == (code, "", True)
    assert months(app) == 36


def test_an_unknown_merchant_is_named(app: Flask) -> None:
    code, out, err = run(app, merchant="nobody")
    assert (code, out, err) == (2, "", "✗ There is no merchant nobody.\n")
