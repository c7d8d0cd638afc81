"""The nightly clean-up: one small transaction after the other until nothing old is left."""

from dataclasses import asdict

from flask import current_app

from loyalty_app.mail.tidy_outbox import tidy_outbox
from loyalty_app.operations.clean_up import CleanUp, clean_up
from loyalty_app.operations.forget_inactive import ForgetInactive, forget_inactive
from loyalty_app.operations.forget_phones import ForgetPhones, forget_phones
from loyalty_app.operations.forget_unconfirmed import BATCH, ForgetUnconfirmed, forget_unconfirmed
from loyalty_app.traces import leave_no_trace
from loyalty_app.unit_of_work import clock

NIGHT_HOURS = range(1, 4)  # UTC; the shops are closed, and writing a large file anew holds nobody up


def run_clean_up(*, dry_run: bool, merchant_id: int | None = None) -> dict[str, int]:
    """Delete everything that is old enough; returns how many of each kind. A dry run counts one batch.

    People who never proved their address are forgotten, members who stay away are reminded and then forgotten, phones
    without a pass and mails in the outbox go, and in the night what erasing left in SQLite's file. Of one merchant
    alone it looks after people: the rest belongs to nobody in particular.
    """
    totals = {} if merchant_id else _delete_old_rows(dry_run=dry_run)
    totals["unconfirmed_customers"] = _forget_unconfirmed(dry_run=dry_run, merchant_id=merchant_id)
    inactive = forget_inactive(ForgetInactive(dry_run=dry_run, merchant_id=merchant_id))
    totals |= {"inactive_reminded": inactive.reminded, "inactive_forgotten": inactive.forgotten}
    if merchant_id is None:
        totals |= _forget_phones(dry_run=dry_run)
        totals["mail_files"] = tidy_outbox(current_app.extensions["outbox"], dry_run=dry_run)
    if not dry_run and clock.now().hour in NIGHT_HOURS:
        leave_no_trace(at_most_bytes=None)
    return totals


def _delete_old_rows(*, dry_run: bool) -> dict[str, int]:
    totals: dict[str, int] = {}
    while True:
        outcome = clean_up(CleanUp(dry_run=dry_run))
        for name, figure in asdict(outcome).items():
            if not isinstance(figure, bool):
                totals[name] = totals.get(name, 0) + figure
        if not outcome.may_have_left_some:
            return totals


def _forget_phones(*, dry_run: bool) -> dict[str, int]:
    """Here and not where passes are kept level: phones are forgotten also where there is no wallet any more."""
    forgotten = forget_phones(ForgetPhones(dry_run=dry_run))
    return {
        "phones": forgotten.phones,
        "phone_reports": forgotten.reports,
        "passes_removed": forgotten.passes_removed,
    }


def _forget_unconfirmed(*, dry_run: bool, merchant_id: int | None) -> int:
    total = 0
    while True:
        forgotten = forget_unconfirmed(ForgetUnconfirmed(dry_run=dry_run, merchant_id=merchant_id)).customers
        total += forgotten
        if dry_run or forgotten < BATCH:
            return total
