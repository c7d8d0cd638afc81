"""The state of the wallets in one value: for the platform's page, its JSON and the command line."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.db import db
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.queries.wallet_status import AppleHealth, apple_backlog, apple_health, some_tokens
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.credentials import Ending
from loyalty_app.wallets.configure import apple_wallet

TOKENS_TRIED = 500  # of the oldest passes, and of the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleStatus:
    """Apple's wallet. Everything but `configured` is None, or empty, where it is not configured.

    `accepted_by_iphones` False: certificates for development. `tokens_unreadable`: of so many passes, at least, none
    of LOYALTY_FERNET_KEYS opens the token, so that their phones are turned away.
    """

    configured: bool
    pass_type_id: str | None = None
    team_id: str | None = None
    certificate_expires_at: datetime | None = None
    is_expired: bool = False
    accepted_by_iphones: bool = False
    warnings: tuple[str, ...] = ()
    endings: tuple[Ending, ...] = ()
    tokens_unreadable: int = 0
    health: AppleHealth | None = None


def apple_status() -> AppleStatus:
    """How Apple's wallet is configured, and how it keeps up."""
    wallet, now = apple_wallet(), clock.now()
    if wallet is None:
        return AppleStatus(configured=False)
    credentials = wallet.credentials
    return AppleStatus(
        configured=True,
        pass_type_id=credentials.pass_type_id,
        team_id=credentials.team_id,
        certificate_expires_at=credentials.expires_at,
        is_expired=credentials.is_expired(now),
        accepted_by_iphones=not credentials.is_for_development,
        warnings=credentials.warnings(now),
        endings=credentials.endings(now),
        tokens_unreadable=_unreadable(),
        health=apple_health(db.session.connection(), credentials.pass_type_id, now),
    )


def _unreadable() -> int:
    return sum(not pass_tokens.can_read(token) for token in some_tokens(db.session.connection(), TOKENS_TRIED))


def apple_delay_seconds() -> int | None:
    """How long the longest waiting change has waited for its wallet; None where Apple's is not configured."""
    wallet = apple_wallet()
    if wallet is None:
        return None
    backlog = apple_backlog(db.session.connection(), wallet.credentials.pass_type_id, clock.now())
    return backlog.delay_seconds
