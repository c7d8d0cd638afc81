"""The audit trail: who did what to whom, and why, written in the same transaction as the deed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from loyalty_app.domain.actors import Actor, PlatformActor
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


def record_event(work: Work, actor: Actor | PlatformActor | None, event: Event) -> None:
    """Append the event; it stays for ever if the transaction commits and leaves no trace if it does not."""
    at_merchant = actor if isinstance(actor, Actor) else None
    work.connection.execute(
        insert(AuditEvent).values(
            merchant_id=at_merchant.merchant_id if at_merchant else event.merchant_id,
            user_id=actor.user_id if actor else event.user_id,
            staff_pin_id=at_merchant.staff.id if at_merchant and at_merchant.staff else None,
            api_token_id=actor.api_token_id if actor else None,
            on_behalf=at_merchant.on_behalf if at_merchant else isinstance(actor, PlatformActor),
            what=event.what,
            subject=event.subject,
            before=event.before,
            after=event.after,
            reason=event.reason,
            happened_at=work.now(),
        )
    )
