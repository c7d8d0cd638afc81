"""A browser becomes the tablet of a store: type the code, get a key of its own."""

import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row

from loyalty_app.domain.errors import PairingCodeInvalid
from loyalty_app.domain.names import clean_name
from loyalty_app.domain.pairing import MAX_ATTEMPTS, confirmation_words, selector_of, typed_code
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Merchant, PairingCode, Store, TerminalDevice
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

PAIRED_FOR = timedelta(days=30)  # since it was last used
COOKIE_KEPT_FOR = timedelta(days=60)  # the key is renewed after 30: a tablet in use never loses it


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDevice(Command):
    """Pair this browser with the code a manager made; `label` names it unless the manager already did."""

    secret = frozenset({"code"})

    code: str = field(repr=False)
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePaired(Outcome):
    """The token goes into the tablet's cookie and is stored nowhere; the manager's list shows the same two words."""

    device_id: int
    device_token: str = field(repr=False)
    label: str
    merchant_id: int
    merchant_name: str
    store_id: int
    store_code: str
    store_name: str
    confirmation_words: tuple[str, str]


def pair_device(command: PairDevice) -> DevicePaired:
    """The paired tablet; a code works once, for ten minutes, and stands five wrong guesses.

    Refuses label_invalid, and pairing_code_invalid for a wrong, used, expired or guessed-at code alike.
    """
    code = typed_code(command.code)
    label = clean_name(command.label, field="label", code="label_invalid") if command.label else None
    paired = _pair(_Pair(code=code, label=label)) if code else None
    if paired is None:
        raise PairingCodeInvalid
    return paired


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair(Command):
    code: str = field(repr=False)
    label: str | None


@operation
def _pair(work: Work, command: _Pair) -> DevicePaired | None:
    """Use the code up; None, with the guess counted, where it does not work."""
    found = work.connection.execute(
        select(
            PairingCode.id,
            PairingCode.code_hash,
            PairingCode.expires_at,
            PairingCode.attempts,
            PairingCode.label,
            PairingCode.created_by_id,
            Merchant.id.label("merchant_id"),
            Merchant.name.label("merchant_name"),
            Store.id.label("store_id"),
            Store.code.label("store_code"),
            Store.name.label("store_name"),
        )
        .join(Store, Store.id == PairingCode.store_id)
        .join(Merchant, Merchant.id == PairingCode.merchant_id)
        .where(
            PairingCode.selector == selector_of(command.code),
            PairingCode.used_at.is_(None),
            PairingCode.attempts < MAX_ATTEMPTS,
            Store.deleted_at.is_(None),
            Merchant.deleted_at.is_(None),
        )
        .order_by(PairingCode.id.desc())
        .limit(1)
        .with_for_update(of=PairingCode, key_share=True)
    ).one_or_none()
    if found is None or found.expires_at <= work.now():
        return None
    if not hmac.compare_digest(found.code_hash, pin_hashing.keyed_hash(command.code)):
        work.connection.execute(
            update(PairingCode).where(PairingCode.id == found.id).values(attempts=found.attempts + 1)
        )
        return None
    work.connection.execute(update(PairingCode).where(PairingCode.id == found.id).values(used_at=work.now()))
    return _new_device(work, found, found.label or command.label)


def _new_device(work: Work, code: Row[*tuple[object, ...]], label: str | None) -> DevicePaired:
    token = work.new_token()
    label = label or f"{code.store_name} {_count_of_devices(work, code.store_id) + 1}"
    device_id: int = work.connection.execute(
        insert(TerminalDevice)
        .values(
            merchant_id=code.merchant_id,
            store_id=code.store_id,
            label=label,
            token_hash=token_hash(token),
            paired_by_id=code.created_by_id,
            last_seen_at=work.now(),
            expires_at=work.now() + PAIRED_FOR,
        )
        .returning(TerminalDevice.id)
    ).scalar_one()
    record_event(
        work,
        None,
        Event(
            what="device_paired",
            subject=f"terminal_device:{device_id}",
            after={"label": label, "store_id": code.store_id},
            merchant_id=code.merchant_id,
            user_id=code.created_by_id,
        ),
    )
    return DevicePaired(
        device_id=device_id,
        device_token=token,
        label=label,
        merchant_id=code.merchant_id,
        merchant_name=code.merchant_name,
        store_id=code.store_id,
        store_code=code.store_code,
        store_name=code.store_name,
        confirmation_words=confirmation_words(token_hash(token)),
    )


def _count_of_devices(work: Work, store_id: int) -> int:
    counted = select(func.count()).select_from(TerminalDevice).where(TerminalDevice.store_id == store_id)
    count: int = work.connection.execute(counted).scalar_one()
    return count
