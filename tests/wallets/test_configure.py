"""The application has the wallets its settings name, and works without them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from loyalty_app.app import create_app
from loyalty_app.config import SettingsError
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.configure import apple_wallet
from tests.doubles.apple import BASE_URL, dev_apple
from tests.factories import settings_for


def test_without_settings_there_is_no_wallet_and_nothing_breaks(sqlite_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(sqlite_url, tmp_path))
    with app.app_context():
        assert apple_wallet() is None
    assert app.test_client().get("/livez").status_code == 200


def test_with_settings_passes_can_be_made(sqlite_url: str, tmp_path: Path, run_directory: Path) -> None:
    settings = settings_for(sqlite_url, tmp_path, apple=dev_apple(run_directory), base_url=BASE_URL)
    app = create_app(settings)
    with app.app_context():
        wallet = apple_wallet()
        assert wallet is app.extensions["apple_wallet"]
        assert wallet is not None
        assert wallet.web_service_url == f"{BASE_URL}/api/v1/loyalty/apple"


def test_the_start_ends_where_a_certificate_has_expired_and_warns_before(
    sqlite_url: str, tmp_path: Path, run_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(sqlite_url, tmp_path, apple=dev_apple(run_directory), base_url=BASE_URL)
    expires_at = create_app(settings).extensions["apple_wallet"].credentials.expires_at
    with clock.moved_to(expires_at), pytest.raises(SettingsError) as refused:
        create_app(settings)
    assert str(refused.value).startswith("LOYALTY_APPLE_SIGNER_CERT_PATH: the certificate expired on")
    with clock.moved_to(expires_at - timedelta(days=10)):
        create_app(settings)
    assert "Apple Wallet certificate expires on" in capsys.readouterr().err
