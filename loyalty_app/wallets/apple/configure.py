"""Putting the loop of Apple's passes into the application."""

from threading import Lock

from flask import Flask

from loyalty_app.config import AppleSettings
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.apns import Apns, PushIdentity
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.keep_level import Kept, LevelKeeper

EXPIRED = "the pass certificate has expired"


class AppleLoop:
    """One round after the other, by whoever asks; the connection to Apple stays open in between."""

    def __init__(self, wallet: AppleWallet, settings: AppleSettings) -> None:
        self.pass_type = wallet.credentials.pass_type_id
        self._wallet = wallet
        self._apns = Apns(_identity(wallet, settings))
        self._keeper = LevelKeeper(self.pass_type, self._apns)
        self._turn = Lock()

    def run(self) -> Kept:
        """One round; who comes while another round runs waits for it."""
        with self._turn:
            is_expired = self._wallet.credentials.is_expired(clock.now())
            return self._keeper.run(fault=EXPIRED if is_expired else None)

    def close(self) -> None:
        """End the connection to Apple."""
        with self._turn:
            self._apns.close()


def configure_apple_loop(app: Flask, wallet: AppleWallet | None, settings: AppleSettings | None) -> None:
    """Keep passes level where Apple's wallet is configured."""
    app.extensions["apple_loop"] = AppleLoop(wallet, settings) if wallet and settings else None


def _identity(wallet: AppleWallet, settings: AppleSettings) -> PushIdentity:
    return PushIdentity(
        topic=wallet.credentials.pass_type_id,
        url=settings.apns_url,
        certificate_path=settings.signer_cert_path,
        key_path=settings.signer_key_path,
        key_password=settings.signer_key_password,
        ca_path=settings.apns_ca_path,
    )
