"""The pass as it is now: published first where it lags, read in one moment, built once per version."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.db import db, snapshot
from loyalty_app.domain.errors import Busy
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.publish_pass import PublishPass, publish_pass
from loyalty_app.queries.pass_content import pass_content
from loyalty_app.queries.wallet_passes import ApplePass, apple_pass
from loyalty_app.wallets.apple.build import AppleWallet, MadePass
from loyalty_app.wallets.kept import Kept

MIME_TYPE = "application/vnd.apple.pkpass"
BUNDLE_MIME_TYPE = "application/vnd.apple.pkpasses"
KEPT_BYTES = 64 * 1024 * 1024  # of what is a pass's own; the pictures belong to its design
_OVERHEAD = 1000  # of a kept pass, about
ATTEMPTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPass:
    """A pass and the date it belongs to."""

    made: MadePass
    last_modified: datetime

    @property
    def body(self) -> bytes:
        """The .pkpass file."""
        return self.made.body


def current_pass(wallet: AppleWallet, asked: ApplePass) -> SignedPass:
    """The pass level with its card. Refuses busy if the card changes faster than it can be read.

    What a date belongs to never changes: content and date are read in one snapshot, and only while they agree. An
    unchanged pass that was asked for before is neither read nor built again.
    """
    for _ in range(ATTEMPTS):
        if asked.is_level:
            found = _kept.get((asked.serial, asked.update_tag)) or _build(wallet, asked)
            if found is not None:
                return found
        else:
            publish_pass(PublishPass(pass_type=wallet.credentials.pass_type_id, pass_id=asked.id))
        asked = apple_pass(db.session.connection(), asked.id)
    raise Busy(retry_after_seconds=1)


def _build(wallet: AppleWallet, asked: ApplePass) -> SignedPass | None:
    with snapshot() as connection:
        now = apple_pass(connection, asked.id)
        if not now.is_level:
            return None
        content = pass_content(connection, now.card_id, now.last_modified)
    token = pass_tokens.read(now.auth_token)
    made = wallet.build(content, serial=now.serial, auth_token=token, signed_at=now.last_modified)
    signed = SignedPass(made=made, last_modified=now.last_modified)
    _kept.keep((now.serial, now.update_tag), signed, _OVERHEAD + made.own_size)
    return signed


_kept: Kept[tuple[str, int], SignedPass] = Kept(KEPT_BYTES)
