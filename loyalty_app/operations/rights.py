"""May they? Which roles may do what, and how far the right of somebody reaches."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.domain.errors import Forbidden, ManagerRequired, NotFound, StoreUnknown
from loyalty_app.models import Store, TerminalDevice
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInReach:
    """A live store of the actor's merchant that the actor may act for."""

    id: int
    name: str
    code: str


def require_manager(actor: Actor) -> None:
    """Refuse manager_required below a manager."""
    if not actor.is_manager:
        raise ManagerRequired


def require_owner(actor: Actor) -> None:
    """Refuse forbidden below an owner."""
    if actor.authority < Role.OWNER:
        raise Forbidden


def require_owner_of(actor: Actor | PlatformActor, merchant_id: int) -> None:
    """Let platform admins pass; refuse forbidden below an owner, not_found for another merchant."""
    if isinstance(actor, Actor):
        require_owner(actor)
        if actor.merchant_id != merchant_id:
            raise NotFound


def require_store(work: Work, actor: Actor, store_id: int) -> StoreInReach:
    """The store; refuses store_unknown for any other merchant's, and for others than the actor's own if it has one."""
    row = work.connection.execute(
        select(Store.id, Store.name, Store.code).where(
            Store.id == store_id, Store.merchant_id == actor.merchant_id, Store.deleted_at.is_(None)
        )
    ).one_or_none()
    if row is None or actor.store_id not in (None, store_id):
        raise StoreUnknown
    return StoreInReach(id=row.id, name=row.name, code=row.code)


def devices_in_reach(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the tablets of the actor's merchant, and of the actor's own store if it has one."""
    own = TerminalDevice.merchant_id == actor.merchant_id
    return (own,) if actor.store_id is None else (own, TerminalDevice.store_id == actor.store_id)
