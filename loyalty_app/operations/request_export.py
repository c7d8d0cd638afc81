"""A customer wants everything we know about them: it is ready at once, and a mail says so (S71)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.models import Notification
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.customer_in_hand import CustomerInHand, behind, lock_customer
from loyalty_app.operations.notifications import Message, queue_message
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExport(Command):
    """Hand out everything about a person: to themselves, or to a manager who answers their request."""

    actor: Actor | CustomerActor
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequested(Outcome):
    """The request is in the audit trail; `queries.my_data.everything_about` has the data."""

    requested_at: datetime


@operation
def request_export(work: Work, command: RequestExport) -> ExportRequested:
    """Note who asked for whose data. A member is told by mail, once a day, so that no stranger does it unseen.

    Refuses customer_unknown and manager_required.
    """
    person = lock_customer(work, command.actor, command.customer_id)
    record_event(work, behind(command.actor), Event(what="customer_exported", subject=f"customer:{person.id}"))
    if person.email is not None and not person.is_provisional:
        _tell(work, command.actor, person)
    return ExportRequested(requested_at=work.now())


def _tell(work: Work, actor: Actor | CustomerActor, person: CustomerInHand) -> None:
    dedupe_key = f"data_export:{person.id}:{work.now():%Y-%m-%d}"
    told = select(Notification.id).where(Notification.dedupe_key == dedupe_key)
    if work.connection.execute(told).first() is not None:
        return
    assert person.email is not None
    message = Message(
        merchant_id=person.merchant_id,
        customer_id=person.id,
        store_id=actor.store_id,
        kind=MailKind.DATA_EXPORT,
        locale=person.locale,
        dedupe_key=dedupe_key,
        email=person.email,
    )
    queue_message(work, message)
