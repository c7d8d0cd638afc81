"""Apple Wallet with certificates of the development authority: made once per run, the same for all tests of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509

from loyalty_app.config import AppleSettings
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.credentials import load_credentials
from loyalty_app.wallets.apple.dev_certificates import DevFiles, dev_settings, make_dev_certificates
from tests.servers import locked

BASE_URL = "https://cards.example"


def dev_apple(directory: Path) -> AppleSettings:
    """The settings of Apple Wallet with the development certificates under `directory`."""
    return dev_settings(dev_files(directory))


def dev_files(directory: Path) -> DevFiles:
    """The files; several processes of a run make them once."""
    with locked(directory / "apple.lock"):
        return make_dev_certificates(directory, datetime.now(UTC))


def dev_authorities(directory: Path) -> tuple[bytes, bytes]:
    """Root and intermediate (PEM): whom the push service must trust, since clients send their leaf alone."""
    return dev_files(directory).root.read_bytes(), dev_apple(directory).wwdr_cert_path.read_bytes()


def dev_root(directory: Path) -> x509.Certificate:
    """The root that a phone would have to trust."""
    return x509.load_pem_x509_certificate(dev_files(directory).root.read_bytes())


@cache
def dev_wallet(directory: Path) -> AppleWallet:
    """A maker of passes without uploaded pictures."""
    credentials = load_credentials(dev_apple(directory), datetime.now(UTC))
    return AppleWallet(credentials, BASE_URL, lambda _sha256: None)
