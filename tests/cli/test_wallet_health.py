"""`flask wallet status`, its part about health, and `flask wallet resync`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import app_on
from tests.databases import Kind
from tests.factories import a_card, a_pass, a_shop
from tests.operations.passes import a_phone, standing, the_keys_of_another_ring


@pytest.fixture(params=[Kind.sqlite], name="app")
def apple_app(request: pytest.FixtureRequest, make_apple_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application with Apple Wallet configured."""
    yield from app_on(request, make_apple_app)


def a_saved_pass(app: Flask) -> tuple[str, int]:
    """A card's number, and its pass, which a phone holds."""
    card = a_card(a_shop())
    pass_type = app.extensions["apple_loop"].pass_type
    pass_id = a_pass(card, pass_type=pass_type).id
    a_phone(pass_id, pass_type=pass_type)
    return card.card_number, pass_id


def test_status_counts_passes_phones_and_what_waits(app: Flask) -> None:
    a_saved_pass(app)
    result = app.test_cli_runner().invoke(args=["wallet", "status", "--json"])
    assert result.exit_code == 0, result.output
    health = json.loads(result.stdout)["apple"]["health"]
    assert (health["passes_saved"], health["phones"], health["passes_due"], health["delay_seconds"]) == (1, 1, 0, 0)
    said = app.test_cli_runner().invoke(args=["wallet", "status"]).stdout
    assert "passes 1 in wallets" in said
    assert "no push yet" in said


def test_resync_makes_the_passes_of_a_card_due(app: Flask) -> None:
    number, pass_id = a_saved_pass(app)
    written = "-".join((number[:4], number[4:8], number[8:]))
    result = app.test_cli_runner().invoke(args=["wallet", "resync", "--card", written, "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["passes"] == 1
    assert standing(pass_id).due_since is not None


def test_resync_says_when_there_is_no_such_card(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["wallet", "resync", "--card", "1234-5678-9012"])
    assert (result.exit_code, "card_unknown" in result.stderr) == (1, True)


def test_the_job_counts_in_a_dry_run_what_it_would_do(app: Flask) -> None:
    number, pass_id = a_saved_pass(app)
    app.test_cli_runner().invoke(args=["wallet", "resync", "--card", number])
    dry = app.test_cli_runner().invoke(args=["jobs", "run", "sync-passes", "--dry-run", "--json"])
    assert json.loads(dry.stdout)["passes_due"] == 1
    assert standing(pass_id).due_since is not None


def test_status_names_tokens_that_no_key_opens_and_what_to_do(app: Flask) -> None:
    a_saved_pass(app)
    with the_keys_of_another_ring():
        told = app.test_cli_runner().invoke(args=["wallet", "status"])
        facts = app.test_cli_runner().invoke(args=["wallet", "status", "--json"])
    assert told.exit_code == facts.exit_code == 1
    assert "1 passes or more have a token that no key of LOYALTY_FERNET_KEYS opens" in told.stdout
    assert json.loads(facts.stdout)["apple"]["tokens_unreadable"] == 1
    assert app.test_cli_runner().invoke(args=["wallet", "status"]).exit_code == 0


def test_tokens_are_renewed_only_by_who_says_yes(app: Flask) -> None:
    _, pass_id = a_saved_pass(app)
    before = standing(pass_id).auth_token
    with the_keys_of_another_ring():
        asked = app.test_cli_runner().invoke(args=["wallet", "renew-tokens"], input="n\n")
        assert (asked.exit_code, standing(pass_id).auth_token) == (1, before)
        told = app.test_cli_runner().invoke(args=["wallet", "renew-tokens", "--yes", "--json"])
        assert json.loads(told.stdout)["renewed"] == 1
        assert app.test_cli_runner().invoke(args=["wallet", "status"]).exit_code == 0
    assert standing(pass_id).auth_token != before
