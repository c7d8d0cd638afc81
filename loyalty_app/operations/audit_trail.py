"""The audit trail: who did what to whom, and why, written in the same transaction as the deed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from loyalty_app.domain.actors import Actor
from loyalty_app.models import AuditEvent
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing worth looking up later.

    `what` is a short past-tense word such as "pin_locked"; `subject` names the row it happened to, such as
    "staff_pin:7". No PIN, token, password or customer's address goes into any field. `merchant_id` and `user_id`
    are for deeds before anybody is known, such as a failed sign-in.
    """

    what: str
    subject: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str | None = None
    merchant_id: int | None = None
    user_id: int | None = None


def record_event(work: Work, actor: Actor | None, event: Event) -> None:
    """Append the event; it stays for ever if the transaction commits and leaves no trace if it does not."""
    work.connection.execute(
        insert(AuditEvent).values(
            merchant_id=actor.merchant_id if actor else event.merchant_id,
            user_id=actor.user_id if actor else event.user_id,
            staff_pin_id=actor.staff.id if actor and actor.staff else None,
            api_token_id=actor.api_token_id if actor else None,
            on_behalf=actor.on_behalf if actor else False,
            what=event.what,
            subject=event.subject,
            before=event.before,
            after=event.after,
            reason=event.reason,
            happened_at=work.now(),
        )
    )
