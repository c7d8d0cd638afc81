"""Mails: everything that is due leaves at once."""

from flask import current_app

from loyalty_app.db import db
from loyalty_app.mail.send_due import Mailing
from loyalty_app.queries.due_mails import count_due_mails
from loyalty_app.unit_of_work import clock


def run_send_notifications(*, dry_run: bool, merchant_id: int | None = None) -> dict[str, int]:  # noqa: ARG001  what is due is due for everybody
    """Send all mails that are due; returns how many were sent, wait for another try, and failed. A dry run counts."""
    if dry_run:
        return {"sent": count_due_mails(db.session.connection(), clock.now())}
    mailing: Mailing = current_app.extensions["mailing"]
    return mailing.send_due()
