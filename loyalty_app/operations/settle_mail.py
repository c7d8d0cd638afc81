"""Note what became of a mail that was taken to be sent."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.mail_retries import pause_after
from loyalty_app.models import Notification
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleMail(Command):
    """The mail left, or did not for `problem`, which names nobody. `is_final`: trying again is no use.

    `attempt`: the number of the attempt; who was too slow and lost the mail to another settles nothing.
    """

    mail_id: int
    attempt: int
    problem: str | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettled(Outcome):
    """How it stands now: sent, pending until it is tried again, or failed; None: it was not this caller's any more."""

    state: str | None


@operation
def settle_mail(work: Work, command: SettleMail) -> MailSettled:
    """Write it down. Whoever got the mail, or never will: the address is forgotten with it."""
    now = work.now()
    pause = None if command.is_final else pause_after(command.attempt)
    if command.problem is None:
        values = {"state": "sent", "sent_at": now, "email": None, "last_error": None}
    elif pause is None:
        values = {"state": "failed", "email": None, "last_error": command.problem}
    else:
        values = {"state": "pending", "next_attempt_at": now + pause, "last_error": command.problem}
    settled = work.connection.execute(
        update(Notification)
        .where(
            Notification.id == command.mail_id,
            Notification.state == "pending",
            Notification.attempts == command.attempt,
        )
        .values(leased_until=None, updated_at=now, **values)
        .returning(Notification.state)
    ).one_or_none()
    return MailSettled(state=settled.state if settled else None)
