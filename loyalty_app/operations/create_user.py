"""Somebody who signs in with e-mail and password: a platform admin, an owner or a manager."""

from dataclasses import dataclass, field, replace

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.domain.errors import Forbidden, InvalidInput, NotFound, StoreUnknown
from loyalty_app.models import Merchant, Store, User
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.password_hashing import password_hashing, require_strong_password
from loyalty_app.operations.personal_data import EmailAddress, read_email
from loyalty_app.operations.rights import require_owner_of
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUser(Command):
    """A user of the platform (no merchant) or of a merchant; `store_id` limits a manager to one store."""

    secret = frozenset({"password"})

    actor: Actor | PlatformActor
    email: str
    password: str = field(repr=False)
    role: Role
    merchant_id: int | None = None
    store_id: int | None = None
    locale: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCreated(Outcome):
    """The person can sign in."""

    user_id: int
    email: str
    role: Role


def create_user(command: CreateUser) -> UserCreated:
    """Refuses forbidden, not_found, store_unknown, email_invalid, email_taken, password_weak.

    Only the platform makes platform admins; owners make owners and managers of their own merchant.
    """
    require_strong_password(command.password)
    email = read_email(command.email)
    password_hash = password_hashing.hashed(command.password)  # before the transaction: it takes its time
    return _create(_Create(command=replace(command, password=""), email=email, password_hash=password_hash))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Create(Command):
    command: CreateUser
    email: EmailAddress
    password_hash: str = field(repr=False)


@operation
def _create(work: Work, prepared: _Create) -> UserCreated:
    command, email = prepared.command, prepared.email
    _require_right(command)
    _require_place(work, command)
    taken = select(User.id).where(User.email_canonical == email.canonical, User.deleted_at.is_(None))
    if work.connection.execute(taken).first():
        raise InvalidInput.of("email", "email_taken")
    user_id: int = work.connection.execute(
        insert(User)
        .values(
            email=email.as_typed,
            email_canonical=email.canonical,
            password_hash=prepared.password_hash,
            role=command.role.name.lower(),
            merchant_id=command.merchant_id,
            store_id=command.store_id,
            locale=command.locale,
        )
        .returning(User.id)
    ).scalar_one()
    after = {"role": command.role.name.lower(), "store_id": command.store_id}
    event = Event(what="user_created", subject=f"user:{user_id}", after=after, merchant_id=command.merchant_id)
    record_event(work, command.actor, event)
    return UserCreated(user_id=user_id, email=email.as_typed, role=command.role)


def _require_right(command: CreateUser) -> None:
    if command.role not in (Role.PLATFORM_ADMIN, Role.OWNER, Role.MANAGER):
        raise InvalidInput.of("role", "field_type")
    if (command.role is Role.PLATFORM_ADMIN) != (command.merchant_id is None):
        raise InvalidInput.of("role", "field_conflict")
    if command.merchant_id is not None:
        require_owner_of(command.actor, command.merchant_id)
    elif isinstance(command.actor, Actor):
        raise Forbidden


def _require_place(work: Work, command: CreateUser) -> None:
    """The merchant is live, and the store is one of its own; only managers can be limited to one."""
    if command.merchant_id is None:
        return
    live = select(Merchant.id).where(Merchant.id == command.merchant_id, Merchant.deleted_at.is_(None))
    if work.connection.execute(live).first() is None:
        raise NotFound
    if command.store_id is None:
        return
    if command.role is not Role.MANAGER:
        raise InvalidInput.of("store_id", "field_conflict")
    own = select(Store.id).where(
        Store.id == command.store_id, Store.merchant_id == command.merchant_id, Store.deleted_at.is_(None)
    )
    if work.connection.execute(own).first() is None:
        raise StoreUnknown
