"""A merchant opens one more store."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor, PlatformActor
from loyalty_app.domain.errors import InvalidInput, NotFound
from loyalty_app.domain.names import clean_name
from loyalty_app.domain.opening_hours import OpeningHours
from loyalty_app.domain.shops import require_code, require_timezone
from loyalty_app.models import Merchant, Store
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import passes_follow
from loyalty_app.operations.rights import require_owner_of
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStore(Command):
    """A store; without a time zone it has the merchant's."""

    actor: Actor | PlatformActor
    merchant_id: int
    name: str
    code: str
    address: str | None = None
    timezone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    hours: OpeningHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCreated(Outcome):
    """The store exists; it needs staff and a tablet."""

    store_id: int
    merchant_id: int
    code: str
    name: str


@operation
def create_store(work: Work, command: CreateStore) -> StoreCreated:
    """Refuses forbidden below an owner, not_found, name_invalid, code_invalid, code_taken (by any merchant)."""
    require_owner_of(command.actor, command.merchant_id)
    name, code = clean_name(command.name), require_code(command.code)
    live = select(Merchant.timezone).where(Merchant.id == command.merchant_id, Merchant.deleted_at.is_(None))
    merchant = work.connection.execute(live).one_or_none()
    if merchant is None:
        raise NotFound
    if work.connection.execute(select(Store.id).where(Store.code == code, Store.deleted_at.is_(None))).first():
        raise InvalidInput.of("code", "code_taken")
    store_id: int = work.connection.execute(
        insert(Store)
        .values(
            merchant_id=command.merchant_id,
            name=name,
            code=code,
            address=command.address,
            timezone=require_timezone(command.timezone or merchant.timezone),
            latitude=command.latitude,
            longitude=command.longitude,
            opening_hours=command.hours.plain() if command.hours else None,
        )
        .returning(Store.id)
    ).scalar_one()
    is_on_the_map = command.latitude is not None and command.longitude is not None
    if is_on_the_map or command.hours is not None:
        passes_follow(work, command.merchant_id)
    created = Event(what="store_created", subject=f"store:{store_id}", merchant_id=command.merchant_id)
    record_event(work, command.actor, created)
    return StoreCreated(store_id=store_id, merchant_id=command.merchant_id, code=code, name=name)
