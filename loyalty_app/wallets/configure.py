"""Putting the wallets into the application: each is there or None, and nothing breaks without it."""

import structlog
from flask import Flask, current_app

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.queries.program_images import find_image
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.credentials import load_credentials
from loyalty_app.wallets.apple.loop import AppleLoop
from loyalty_app.wallets.pictures.files import PictureFiles

_APPLE, _LOOP = "apple_wallet", "apple_loop"
_log = structlog.get_logger(__name__)


def configure_wallets(app: Flask, settings: Settings) -> None:
    """Read and check what the settings name; raises SettingsError naming a wrong one. Warns of what ends soon."""
    wallet = app.extensions[_APPLE] = _apple_wallet(settings)
    app.extensions[_LOOP] = AppleLoop(wallet, settings.apple) if wallet and settings.apple else None


def apple_wallet() -> AppleWallet | None:
    """The maker of Apple's passes; None where Apple Wallet is not configured."""
    wallet: AppleWallet | None = current_app.extensions[_APPLE]
    return wallet


def apple_loop() -> AppleLoop | None:
    """What keeps Apple's passes level with their cards; None where Apple Wallet is not configured."""
    loop: AppleLoop | None = current_app.extensions[_LOOP]
    return loop


def _apple_wallet(settings: Settings) -> AppleWallet | None:
    if settings.apple is None:
        return None
    now = clock.now()
    credentials = load_credentials(settings.apple, now)
    for warning in credentials.warnings(now):
        _log.warning("apple_wallet", warning=warning)
    return AppleWallet(credentials, settings.base_url, _uploaded, PictureFiles(settings.var_path / "pictures"))


def _uploaded(sha256: str) -> bytes | None:
    return find_image(db.session.connection(), sha256)
