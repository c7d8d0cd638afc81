"""What lies in the outbox follows the database: the mails of somebody who was erased go with their rows (S72)."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from loyalty_app.db import db
from loyalty_app.mail.outbox import Outbox
from loyalty_app.queries.due_mails import known_mails
from loyalty_app.unit_of_work import clock

KEPT_FOR = timedelta(days=35)  # as long as backups may remember
DRAFTS_KEPT_FOR = timedelta(hours=1)


def drop_forgotten_mails(outbox: Outbox) -> int:
    """Delete the files of mails whose rows are gone; returns how many.

    Every mail has a row before it is written, and files go long before their rows do: a mail without one was written
    to somebody whom the database forgot. What was missed, because a process died, is found the next time.
    """
    return _delete(outbox.of(_forgotten(outbox)))


def tidy_outbox(outbox: Outbox, *, dry_run: bool) -> int:
    """Delete what is older than 35 days, what nobody finished, and what was forgotten; a dry run counts it."""
    now = clock.now()
    over = {
        *outbox.of(_forgotten(outbox)),
        *outbox.before(now - KEPT_FOR),
        *outbox.drafts_before(now - DRAFTS_KEPT_FOR),
    }
    return len(over) if dry_run else _delete(over)


def _forgotten(outbox: Outbox) -> frozenset[int]:
    numbers = outbox.numbers()  # before the rows are read: who is being written to now has one
    if not numbers:
        return numbers
    with db.engine.connect() as connection:
        return numbers - known_mails(connection, numbers)


def _delete(paths: Iterable[Path]) -> int:
    deleted = 0
    for path in paths:
        path.unlink(missing_ok=True)
        deleted += 1
    return deleted
