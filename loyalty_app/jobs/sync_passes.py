"""Wallets follow their cards: one round of the loop, every second and whenever something changed."""

from dataclasses import asdict

from loyalty_app.db import db
from loyalty_app.queries.wallet_status import apple_backlog
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.configure import apple_loop


def run_sync_passes(*, dry_run: bool, merchant_id: int | None = None) -> dict[str, int]:  # noqa: ARG001  what is due is due for everybody
    """Publish and push what is due; a dry run counts it. Nothing where no wallet is configured."""
    loop = apple_loop()
    if loop is None:
        return {}
    if dry_run:
        backlog = apple_backlog(db.session.connection(), loop.pass_type, clock.now())
        return {"passes_due": backlog.passes, "pushes_due": backlog.pushes}
    return asdict(loop.run())
