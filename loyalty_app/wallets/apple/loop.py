"""The loop of Apple's passes with its line to Apple, kept between the rounds."""

from threading import Lock

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
        self._apns = Apns(push_identity(settings))
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


def push_identity(settings: AppleSettings) -> PushIdentity:
    """As whom we push: with the certificate that signs the passes (spec 6 B3)."""
    return PushIdentity(
        topic=settings.pass_type_id,
        url=settings.apns_url,
        certificate_path=settings.signer_cert_path,
        key_path=settings.signer_key_path,
        key_password=settings.signer_key_password,
        ca_path=settings.apns_ca_path,
    )
