"""`flask wallet`: what is configured, and certificates to try it with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from loyalty_app.config import read_settings
from loyalty_app.unit_of_work import clock
from tests.doubles.apple import BASE_URL, dev_apple


def test_without_apple_wallet_it_says_so(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["wallet", "status"])
    assert (told.exit_code, "not configured" in told.output) == (0, True)
    told = app.test_cli_runner().invoke(args=["wallet", "status", "--json"])
    assert json.loads(told.output)["apple"]["configured"] is False


def test_b110_it_names_subject_dates_and_what_to_do(
    make_app: Callable[..., Flask], sqlite_url: str, run_directory: Path
) -> None:
    app = make_app(sqlite_url, apple=dev_apple(run_directory), base_url=BASE_URL)
    told = app.test_cli_runner().invoke(args=["wallet", "status", "--json"])
    found = json.loads(told.output)["apple"]
    assert told.exit_code == 0
    assert (found["configured"], found["expired"], found["warnings"]) == (True, False, [])
    assert found["accepted_by_iphones"] is False
    assert "UID=pass.dev.loyalty.card" in found["certificate"]["subject"]
    assert found["web_service_url"] == f"{BASE_URL}/api/v1/loyalty/apple"
    expires_at = app.extensions["apple_wallet"].credentials.expires_at
    with clock.moved_to(expires_at - timedelta(days=3)):
        told = app.test_cli_runner().invoke(args=["wallet", "status"])
    assert "expires on" in told.output
    with clock.moved_to(expires_at):  # it ended while the application ran
        told = app.test_cli_runner().invoke(args=["wallet", "status"])
    assert told.exit_code == 1
    assert "expired on" in told.output


def test_development_certificates_fit_the_settings_they_name(
    make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path
) -> None:
    app = make_app(sqlite_url, var_path=tmp_path)
    told = app.test_cli_runner().invoke(args=["wallet", "dev-certificates", "--json"])
    facts = json.loads(told.output)
    assert facts["accepted_by_iphones"] is False
    settings = read_settings(facts["settings"], root=tmp_path)
    assert settings.apple == dev_apple(tmp_path)
    told = app.test_cli_runner().invoke(args=["wallet", "dev-certificates"])
    assert "Real iPhones do not accept" in told.output
