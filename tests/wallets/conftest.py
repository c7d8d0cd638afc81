"""A maker of passes, and the strict reading of what it makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loyalty_app.demo.phone.verify import VerifiedPass, verify_pass
from loyalty_app.domain.passes import PassContent
from loyalty_app.wallets.apple.build import AppleWallet
from tests.doubles.apple import dev_root, dev_wallet
from tests.wallets.contents import NOW, TOKEN

Made = Callable[[PassContent], VerifiedPass]


@pytest.fixture(scope="session")
def wallet(run_directory: Path) -> AppleWallet:
    """Signs with development certificates; knows no uploaded pictures."""
    return dev_wallet(run_directory)


@pytest.fixture(scope="session")
def made(wallet: AppleWallet, run_directory: Path) -> Made:
    """`made(content)`: the pass as a strict phone reads it, or its refusal."""
    root = dev_root(run_directory)

    def make(content: PassContent) -> VerifiedPass:
        data = wallet.build(content, serial=f"card-{content.card_id}", auth_token=TOKEN, signed_at=NOW).body
        return verify_pass(data, root=root, now=NOW)

    return make
