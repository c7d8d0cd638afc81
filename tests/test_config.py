"""Wrong settings stop the start: the message names the setting and never shows its value."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loyalty_app.config import SettingsError, read_settings
from tests.architecture.tree import REPOSITORY

SECRET = "hunter2"
LONG = "k" * 48
APPLE = {
    "LOYALTY_APPLE_PASS_TYPE_ID": "pass.example.loyalty",
    "LOYALTY_APPLE_TEAM_ID": "ABCDE12345",
    "LOYALTY_APPLE_WWDR_CERT_PATH": "~/wwdr.pem",
    "LOYALTY_APPLE_SIGNER_CERT_PATH": "/keys/pass.pem",
    "LOYALTY_APPLE_SIGNER_KEY_PATH": "/keys/pass.key",
}
SECRETS = {"SECRET_KEY": LONG, "LOYALTY_PIN_PEPPER": "p" * 48, "LOYALTY_FERNET_KEYS": "A" * 43 + "="}
SERVER = {"DATABASE_URL": f"postgresql+psycopg://loyalty:{SECRET}@localhost/loyalty"}


def refusal(directory: Path, **environment: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read_settings(environment, root=directory)
    assert refused.value.__cause__ is None
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOYALTY_COLOUR", SECRET),
        ("LOYALTY_PIN_PEPER", SECRET),
        ("DATABASE_URL", f"nonsense://{SECRET}"),
        ("DATABASE_URL", f"postgresql://loyalty:{SECRET}@localhost/loyalty"),
        ("DATABASE_URL", SECRET),
        ("SECRET_KEY", SECRET),
        ("LOYALTY_PIN_PEPPER", SECRET),
        ("LOYALTY_FERNET_KEYS", SECRET),
        ("LOYALTY_BASE_URL", f"javascript:{SECRET}"),
        ("LOYALTY_BASE_URL", f"https://{SECRET}/path"),
        ("LOYALTY_MAIL_FROM", f"{SECRET} <cards@loyalty.example>"),
        ("LOYALTY_MAIL_FROM", f"cards@loyalty.example\nBcc: {SECRET}@loyalty.example"),
        ("LOYALTY_TRUSTED_PROXIES", "-1"),
        ("LOYALTY_MAX_DAILY_STAMPS", "1001"),
        ("LOYALTY_DEFAULT_COOLDOWN_MINUTES", "١٥"),
        ("LOYALTY_LOG_FORMAT", SECRET),
        ("PORT", SECRET),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(tmp_path: Path, name: str, value: str) -> None:
    said = refusal(tmp_path, **{name: value})
    assert said.startswith(name)
    assert value not in said


@pytest.mark.parametrize(
    "url", [SECRET, f"http://u:{SECRET}@mail.example", f"smtp://u:{SECRET}@mail.example?tls=none", f"smtp://{SECRET}:x"]
)
def test_a_wrong_mail_server_is_named_and_not_shown(tmp_path: Path, url: str) -> None:
    said = refusal(tmp_path, LOYALTY_SMTP_URL=url, LOYALTY_MAIL_FROM="cards@loyalty.example")
    assert said.startswith("LOYALTY_SMTP_URL ")
    assert SECRET not in said


def test_a_mail_server_needs_a_sender(tmp_path: Path) -> None:
    url = f"smtp://u:{SECRET}@mail.example"
    assert refusal(tmp_path, LOYALTY_SMTP_URL=url) == "LOYALTY_MAIL_FROM is required when LOYALTY_SMTP_URL is set."
    settings = read_settings({"LOYALTY_SMTP_URL": url, "LOYALTY_MAIL_FROM": "cards@loyalty.example"}, root=tmp_path)
    assert (settings.mail_from, settings.smtp_server and settings.smtp_server.host) == (
        "cards@loyalty.example",
        "mail.example",
    )
    assert SECRET not in repr(settings)


def test_without_a_mail_server_mails_stay_here(tmp_path: Path) -> None:
    settings = read_settings({"LOYALTY_BASE_URL": "https://loyalty.example"}, root=tmp_path)
    assert settings.smtp_server is None
    assert settings.mail_from == "loyalty@loyalty.example"
    assert settings.outbox_path == tmp_path / "var" / "outbox"


@pytest.mark.parametrize("where", [SERVER, {"REDIS_URL": "redis://localhost"}])
@pytest.mark.parametrize("missing", list(SECRETS))
def test_a_server_needs_every_secret(tmp_path: Path, where: dict[str, str], missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}
    said = refusal(tmp_path, **where, **given)
    assert said.startswith(f"{missing} is required")
    assert SECRET not in said
    assert not list(tmp_path.iterdir())  # no secret was made up


@pytest.mark.parametrize("missing", list(APPLE))
def test_apple_wallet_needs_all_its_settings_or_none(tmp_path: Path, missing: str) -> None:
    assert read_settings({}, root=tmp_path).apple is None
    given = {name: value for name, value in APPLE.items() if name != missing}
    assert refusal(tmp_path, **given).startswith(f"{missing} is required")
    assert refusal(tmp_path, LOYALTY_APPLE_SIGNER_KEY_PASSWORD=SECRET).startswith("LOYALTY_APPLE_PASS_TYPE_ID")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOYALTY_APPLE_PASS_TYPE_ID", SECRET),
        ("LOYALTY_APPLE_PASS_TYPE_ID", f"pass.{SECRET}/../x"),
        ("LOYALTY_APPLE_TEAM_ID", SECRET),
        ("LOYALTY_APNS_URL", f"http://{SECRET}"),
        ("LOYALTY_BASE_URL", f"http://{SECRET}.example"),
    ],
)
def test_a_wrong_setting_of_apple_wallet_is_named_and_not_shown(tmp_path: Path, name: str, value: str) -> None:
    said = refusal(tmp_path, **APPLE | {name: value})
    assert said.startswith(name)
    assert value not in said


@pytest.mark.parametrize("base_url", ["https://cards.example", "http://localhost:8000", "http://127.0.0.1", None])
def test_apple_wallet_is_read_where_phones_may_be_sent(tmp_path: Path, base_url: str | None) -> None:
    apple = read_settings(APPLE | ({"LOYALTY_BASE_URL": base_url} if base_url else {}), root=tmp_path).apple
    assert apple is not None
    assert (apple.pass_type_id, apple.team_id) == ("pass.example.loyalty", "ABCDE12345")
    assert apple.wwdr_cert_path == Path.home() / "wwdr.pem"
    assert apple.apns_url == "https://api.push.apple.com"


def test_a_single_machine_makes_its_secrets_once_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = read_settings({}, root=tmp_path), read_settings({}, root=tmp_path)
    assert (first.secret_key, first.pin_pepper, first.fernet_keys) == (
        second.secret_key,
        second.pin_pepper,
        second.fernet_keys,
    )
    made = list((tmp_path / "var").iterdir())
    assert {path.name for path in made} == {name.lower() for name in SECRETS}
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}


def test_the_start_ends_with_one_sentence() -> None:
    environment = {**os.environ, **SECRETS, "LOYALTY_COLOUR": SECRET}
    command = [sys.executable, "-c", "import wsgi"]
    started = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert started.returncode == 1
    assert started.stderr.splitlines() == [
        "✗ LOYALTY_COLOUR is not a setting. Check the spelling against the list in the README."
    ]
    assert SECRET not in started.stdout + started.stderr
