"""The demo's own push service: its certificate, its port, and whom it lets in."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from loyalty_app.config import Settings
from loyalty_app.demo.apns.certificates import PushServiceFiles, make_push_certificate
from loyalty_app.demo.apns.server import listening_socket
from loyalty_app.demo.phone_page.carrying import DemoPhone
from loyalty_app.wallets.apple.dev_certificates import DEV_PASS_TYPE_ID, DevFiles
from tests.doubles.apple import dev_apple
from tests.factories import settings_for
from tests.servers import free_port

NOW = datetime.now(UTC)
TOKEN = "cd" * 32


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    (tmp_path / "var").mkdir()
    var_path = tmp_path / "var"
    push = make_push_certificate(var_path, NOW)
    apple = replace(dev_apple(var_path), apns_url=f"https://127.0.0.1:{free_port()}", apns_ca_path=push.certificate)
    return replace(settings_for(sqlite_url, tmp_path), apple=apple)


@pytest.fixture
def carried(settings: Settings) -> Iterator[DemoPhone]:
    phone = DemoPhone(settings=settings)
    phone.start_push_service()
    yield phone
    phone.stop()


def _push(settings: Settings, token: str = TOKEN) -> httpx.Response:
    """As the application pushes: with its pass certificate, trusting the file that the settings name."""
    assert settings.apple is not None
    files = DevFiles.under(settings.var_path)
    context = ssl.create_default_context(cafile=str(settings.apple.apns_ca_path))
    context.load_cert_chain(files.certificate, files.key)
    with httpx.Client(http2=True, http1=False, verify=context, base_url=settings.apple.apns_url) as client:
        return client.post(f"/3/device/{token}", content=b"{}", headers={"apns-topic": DEV_PASS_TYPE_ID})


def test_the_certificate_is_made_once_for_its_owner_alone_and_renewed_in_time(tmp_path: Path) -> None:
    files = make_push_certificate(tmp_path, NOW)
    first = files.certificate.read_bytes()
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    make_push_certificate(tmp_path, NOW + timedelta(days=300))
    assert files.certificate.read_bytes() == first
    make_push_certificate(tmp_path, NOW + timedelta(days=370))
    assert files.certificate.read_bytes() != first
    assert files.settings(4711) == {
        "LOYALTY_APNS_URL": "https://127.0.0.1:4711",
        "LOYALTY_APNS_CA_PATH": str(PushServiceFiles.under(tmp_path).certificate),
    }


def test_the_push_service_answers_where_the_settings_say_that_apple_is(carried: DemoPhone) -> None:
    rung: list[str] = []
    carried.tokens.give(TOKEN, rung.append)
    assert _push(carried.settings).status_code == 200
    assert rung == [DEV_PASS_TYPE_ID]


def test_phones_of_an_earlier_run_are_unknown(carried: DemoPhone) -> None:
    assert _push(carried.settings).json() == {"reason": "BadDeviceToken"}


def test_starting_again_changes_nothing(carried: DemoPhone) -> None:
    carried.start_push_service()
    assert _push(carried.settings).status_code == 400


def test_a_taken_port_is_said_and_nothing_breaks(settings: Settings) -> None:
    assert settings.apple is not None
    port = int(settings.apple.apns_url.rsplit(":", 1)[1])
    phone = DemoPhone(settings=settings)
    with listening_socket(port):
        phone.start_push_service()
    with pytest.raises(httpx.ConnectError):
        _push(settings)
    phone.stop()


@pytest.mark.parametrize("apns_url", ["https://api.push.apple.com", "https://127.0.0.1"])
def test_nobody_listens_for_apple_itself(settings: Settings, apns_url: str) -> None:
    assert settings.apple is not None
    phone = DemoPhone(settings=replace(settings, apple=replace(settings.apple, apns_url=apns_url)))
    phone.start_push_service()
    phone.stop()
    assert phone.is_possible


def test_a_phone_needs_the_authority_that_signs(settings: Settings) -> None:
    assert settings.apple is not None
    assert not DemoPhone(settings=replace(settings, apple=None)).is_possible
    others = replace(settings.apple, pass_type_id="pass.lu.example.loyalty")
    assert not DemoPhone(settings=replace(settings, apple=others)).is_possible
    DevFiles.under(settings.var_path).root.unlink()
    assert not DemoPhone(settings=settings).is_possible
