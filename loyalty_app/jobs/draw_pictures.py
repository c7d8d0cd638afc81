"""What passes show is drawn before the first of them needs it, and deleted when nothing looks like that any more."""

from loyalty_app.db import db
from loyalty_app.queries.pass_designs import pass_designs
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.configure import apple_wallet


def run_draw_pictures(*, dry_run: bool, merchant_id: int | None = None) -> dict[str, int]:  # noqa: ARG001  for everybody
    """Draw what is missing for the designs of all programs; a dry run counts it. Nothing without a wallet."""
    wallet = apple_wallet()
    if wallet is None:
        return {}
    designs = pass_designs(db.session.connection())
    if dry_run:
        return {"drawn": sum(len(wallet.pictures.missing(design)) for design in designs)}
    drawn = sum(wallet.pictures.prepare(design) for design in designs)
    return {"drawn": drawn, "forgotten": wallet.pictures.tidy(designs, clock.now())}
