"""A store says when it is open: on its passes and on the customers' pages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from loyalty_app.domain.actors import Actor, PlatformActor
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.domain.opening_hours import OpeningHours, stored_hours
from loyalty_app.models import Store
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import passes_follow
from loyalty_app.operations.rights import require_owner
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOpeningHours(Command):
    """The hours of an ordinary week; None: the store does not say."""

    actor: Actor | PlatformActor
    store_id: int
    hours: OpeningHours | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHoursSet(Outcome):
    """The hours are these; `changed`: they were others."""

    store_id: int
    changed: bool


@operation
def set_opening_hours(work: Work, command: SetOpeningHours) -> OpeningHoursSet:
    """All passes of the merchant follow, unless nothing changes. Refuses store_unknown, forbidden below an owner."""
    row = _locked(work, command)
    if stored_hours(row.opening_hours) == command.hours:
        return OpeningHoursSet(store_id=command.store_id, changed=False)
    plain = command.hours.plain() if command.hours else None
    work.connection.execute(update(Store).where(Store.id == command.store_id).values(opening_hours=plain))
    passes_follow(work, row.merchant_id)
    event = Event(
        what="opening_hours_changed",
        subject=f"store:{command.store_id}",
        before=row.opening_hours,
        after=plain,
        merchant_id=row.merchant_id,
    )
    record_event(work, command.actor, event)
    return OpeningHoursSet(store_id=command.store_id, changed=True)


def _locked(work: Work, command: SetOpeningHours) -> Row[tuple[int, dict[str, Any] | None]]:
    """The store with its hours of before; another merchant's is as unknown as none."""
    actor = command.actor
    store = select(Store.merchant_id, Store.opening_hours).where(
        Store.id == command.store_id, Store.deleted_at.is_(None)
    )
    if isinstance(actor, Actor):
        require_owner(actor)
        store = store.where(Store.merchant_id == actor.merchant_id)
    row = work.connection.execute(store.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise StoreUnknown
    return row
