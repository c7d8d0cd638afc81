"""A manager makes a code on their own phone; the tablet at the counter types or scans it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.names import clean_name
from loyalty_app.domain.pairing import new_code, selector_of
from loyalty_app.models import PairingCode
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.operations.rights import require_manager, require_store
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

VALID_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePairingCode(Command):
    """A code for one tablet of a store; `label` names the tablet, otherwise it is numbered."""

    actor: Actor
    store_id: int
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingCodeCreated(Outcome):
    """`code` has eight signs and works once, until `expires_at`. It is shown now and never again."""

    code: str = field(repr=False)
    store_code: str
    store_name: str
    expires_at: datetime


@operation
def create_pairing_code(work: Work, command: CreatePairingCode) -> PairingCodeCreated:
    """A new code; refuses manager_required, store_unknown, label_invalid."""
    require_manager(command.actor)
    store = require_store(work, command.actor, command.store_id)
    label = clean_name(command.label, field="label", code="label_invalid") if command.label else None
    code, expires_at = _free_code(work), work.now() + VALID_FOR
    work.connection.execute(
        insert(PairingCode).values(
            merchant_id=command.actor.merchant_id,
            store_id=store.id,
            selector=selector_of(code),
            code_hash=pin_hashing.keyed_hash(code),
            label=label,
            created_by_id=command.actor.user_id,
            expires_at=expires_at,
        )
    )
    record_event(work, command.actor, Event(what="pairing_code_created", subject=f"store:{store.id}"))
    return PairingCodeCreated(code=code, store_code=store.code, store_name=store.name, expires_at=expires_at)


def _free_code(work: Work) -> str:
    """A code whose first half no other live code has: a guess at one must not count for another."""
    while True:
        code = new_code(work.random_below)
        live = select(PairingCode.id).where(
            PairingCode.selector == selector_of(code),
            PairingCode.used_at.is_(None),
            PairingCode.expires_at > work.now(),
        )
        if work.connection.execute(live).first() is None:
            return code
