"""How the wallets are doing."""

from dataclasses import dataclass

from loyalty_app.api.calls import call
from loyalty_app.wallets.status import AppleStatus, apple_status


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletStatusAnswer:
    """Both wallets: whether they are configured and keep up."""

    apple: AppleStatus


@call(WalletStatusAnswer)
def show_wallet_status() -> WalletStatusAnswer:
    """Configuration, certificate, passes, phones, what waits and since when, faults, and what phones report."""
    return WalletStatusAnswer(apple=apple_status())
