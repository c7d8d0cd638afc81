"""A till or another program gets the right to act for a store, a merchant or the platform."""

from dataclasses import dataclass, field

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.domain.errors import Forbidden, InvalidInput, NotFound, StoreUnknown
from loyalty_app.domain.names import clean_name
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import ApiToken, Merchant, Store
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.rights import require_owner_of
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateApiToken(Command):
    """A token of a store (`store_id`), of a merchant (no store) or of the platform (no merchant).

    `token` gives its words, where they have to be the same again; otherwise they are made.
    """

    secret = frozenset({"token"})

    actor: Actor | PlatformActor
    label: str
    merchant_id: int | None = None
    store_id: int | None = None
    role: Role | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTokenCreated(Outcome):
    """`token` is shown now and never again."""

    token_id: int
    token: str = field(repr=False)
    scope: str
    role: Role
    label: str


_USUAL = {"store": Role.CASHIER, "merchant": Role.OWNER, "platform": Role.PLATFORM_ADMIN}
_POSSIBLE = {
    "store": (Role.CASHIER, Role.MANAGER, Role.OWNER),
    "merchant": (Role.MANAGER, Role.OWNER),
    "platform": (Role.PLATFORM_ADMIN,),
}


@operation
def create_api_token(work: Work, command: CreateApiToken) -> ApiTokenCreated:
    """The token; a store's acts as cashier, a merchant's as owner unless told otherwise.

    Refuses forbidden below an owner, not_found, store_unknown, label_invalid.
    """
    scope = _scope(work, command)
    role = command.role if command.role is not None else _USUAL[scope]
    if role not in _POSSIBLE[scope]:
        raise InvalidInput.of("role", "field_conflict")
    label = clean_name(command.label, field="label", code="label_invalid")
    token = command.token or work.new_token()
    token_id: int = work.connection.execute(
        insert(ApiToken)
        .values(
            scope=scope,
            role=role.name.lower(),
            merchant_id=command.merchant_id,
            store_id=command.store_id,
            label=label,
            token_hash=token_hash(token),
        )
        .returning(ApiToken.id)
    ).scalar_one()
    after = {"scope": scope, "role": role.name.lower(), "label": label, "store_id": command.store_id}
    subject = f"api_token:{token_id}"
    created = Event(what="api_token_created", subject=subject, after=after, merchant_id=command.merchant_id)
    record_event(work, command.actor, created)
    return ApiTokenCreated(token_id=token_id, token=token, scope=scope, role=role, label=label)


def _scope(work: Work, command: CreateApiToken) -> str:
    if command.merchant_id is None:
        if isinstance(command.actor, Actor):
            raise Forbidden
        if command.store_id is not None:
            raise InvalidInput.of("store_id", "field_conflict")
        return "platform"
    require_owner_of(command.actor, command.merchant_id)
    live = select(Merchant.id).where(Merchant.id == command.merchant_id, Merchant.deleted_at.is_(None))
    if work.connection.execute(live).first() is None:
        raise NotFound
    if command.store_id is None:
        return "merchant"
    own = select(Store.id).where(
        Store.id == command.store_id, Store.merchant_id == command.merchant_id, Store.deleted_at.is_(None)
    )
    if work.connection.execute(own).first() is None:
        raise StoreUnknown
    return "store"
