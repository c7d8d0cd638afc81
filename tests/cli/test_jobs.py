"""`flask jobs run`: by name, and a name that does not exist says which do."""

from __future__ import annotations

import json

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import Merchant
from tests.factories import a_shop


def test_a_job_runs_by_name_and_tells_its_figures(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "clean-up", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "job": "clean-up",
        "dry_run": False,
        "idempotency_keys": 0,
        "sessions": 0,
        "pairing_codes": 0,
        "transaction_requests": 0,
        "email_codes": 0,
        "mails": 0,
        "addresses_of_mails": 0,
        "unconfirmed_customers": 0,
        "inactive_reminded": 0,
        "inactive_forgotten": 0,
        "phones": 0,
        "phone_reports": 0,
        "passes_removed": 0,
        "mail_files": 0,
    }


def test_a_dry_run_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "clean-up", "--dry-run"])
    assert (result.exit_code, result.stdout.startswith("would be 0 ")) == (0, True)


def test_an_unknown_job_lists_the_known_ones(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "run", "make-coffee"])
    assert (result.exit_code, "clean-up" in result.stderr) == (2, True)


def test_for_one_merchant_it_looks_after_its_customers_alone(app: Flask) -> None:
    db.session.get_one(Merchant, a_shop().merchant_id).code = "cafe-lux"
    db.session.commit()
    command = ["jobs", "run", "clean-up", "--merchant"]
    result = app.test_cli_runner().invoke(args=[*command, "cafe-lux", "--dry-run", "--json"])
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {
            "job": "clean-up",
            "dry_run": True,
            "unconfirmed_customers": 0,
            "inactive_reminded": 0,
            "inactive_forgotten": 0,
        },
    )
    result = app.test_cli_runner().invoke(args=[*command, "nobody"])
    assert (result.exit_code, result.stderr) == (2, "✗ There is no merchant nobody.\n")
