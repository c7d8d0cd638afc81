"""After an old backup was restored: whoever was erased since is erased again, by the list kept elsewhere (S72)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import Customer, Merchant
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.queries.erasures import ErasedPerson
from loyalty_app.unit_of_work import Command, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseAgain(Command):
    """The list as `queries.erasures.list_erasures` gave it before."""

    erasures: Sequence[ErasedPerson]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedAgain(Outcome):
    """How many people had come back with the backup."""

    customers: int


def erase_again(command: EraseAgain) -> ErasedAgain:
    """Erase who is on the list and lives here, each in a transaction of its own; running it twice changes nothing.

    A person is found by the number of their row and by the keyed hash of their address. Rows that began after the
    erasure are other people: numbers are given anew after a restore, and who left may have joined again.
    """
    by_merchant: dict[str, list[ErasedPerson]] = {}
    for erased in command.erasures:
        by_merchant.setdefault(erased.merchant_code, []).append(erased)
    returned = [pair for code, erased in by_merchant.items() for pair in _returned(code, erased)]
    if command.dry_run:
        return ErasedAgain(customers=len(returned), dry_run=True)
    return ErasedAgain(customers=sum(_erase(*pair) for pair in returned))


def _returned(merchant_code: str, erased: Sequence[ErasedPerson]) -> list[tuple[int, int]]:
    """Merchant and customer of everybody who is back."""
    by_id = {person.customer_id: person.erased_at for person in erased}
    by_hash: dict[str, datetime] = {}
    for person in erased:
        if person.address_hash is not None:
            by_hash[person.address_hash] = max(person.erased_at, by_hash.get(person.address_hash, person.erased_at))
    living = (
        select(Customer.merchant_id, Customer.id, Customer.email_canonical, Customer.created_at)
        .join(Merchant, Merchant.id == Customer.merchant_id)
        .where(Merchant.code == merchant_code, Customer.erased_at.is_(None), Customer.deleted_at.is_(None))
        .order_by(Customer.id)
    )
    with db.engine.connect() as connection:
        return [
            (row.merchant_id, row.id)
            for row in connection.execute(living)
            if _was_erased(by_id.get(row.id), row.created_at)
            or _was_erased(by_hash.get(_hash(row.merchant_id, row.email_canonical)), row.created_at)
        ]


def _hash(merchant_id: int, email_canonical: str | None) -> str:
    return mail_codes.address_hash(merchant_id, email_canonical) if email_canonical else ""


def _was_erased(erased_at: datetime | None, created_at: datetime) -> bool:
    return erased_at is not None and created_at <= erased_at


def _erase(merchant_id: int, customer_id: int) -> bool:
    console = Actor(merchant_id=merchant_id, store_id=None, role=Role.OWNER, on_behalf=True)
    command = EraseCustomer(
        actor=console, customer_id=customer_id, confirmed=True, reason="Erased again after a backup was restored"
    )
    try:
        erase_customer(command)
    except CustomerUnknown:
        return False  # went together with somebody of the same address
    return True
