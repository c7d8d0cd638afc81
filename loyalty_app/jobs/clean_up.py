"""The nightly clean-up: one small transaction after the other until nothing old is left."""

from dataclasses import asdict

from loyalty_app.operations.clean_up import CleanUp, clean_up


def run_clean_up(*, dry_run: bool) -> dict[str, int]:
    """Delete everything that is old enough; returns how many rows of each kind. A dry run counts one batch."""
    totals: dict[str, int] = {}
    while True:
        outcome = clean_up(CleanUp(dry_run=dry_run))
        for name, figure in asdict(outcome).items():
            if not isinstance(figure, bool):
                totals[name] = totals.get(name, 0) + figure
        if not outcome.may_have_left_some:
            return totals
