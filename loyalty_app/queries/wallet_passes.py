"""The copies of cards in wallets as phones ask for them: read past what was published, never beyond it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, not_, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.models import (
    AppleDevice,
    AppleDeviceRegistration,
    AppleUpdateCounter,
    LoyaltyCard,
    LoyaltyProgram,
    Store,
    WalletPass,
)

APPLE = "apple"
NOTED_EVERY = timedelta(days=1)

_pass = WalletPass.__table__
_card = LoyaltyCard.__table__
_program = LoyaltyProgram.__table__
_device = AppleDevice.__table__
_registration = AppleDeviceRegistration.__table__
_store = Store.__table__
_counter = AppleUpdateCounter.__table__

OF_ITS_CARD = and_(_card.c.id == _pass.c.card_id, _program.c.id == _card.c.program_id)
CHANGED_ITSELF = or_(_pass.c.pushed_version < _card.c.version, _pass.c.pushed_mark < _pass.c.marked)
LAGS = or_(CHANGED_ITSELF, _pass.c.pushed_design < _program.c.design_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplePass:
    """A pass as it was published last. `is_level`: nothing has changed since. `auth_token` is encrypted."""

    id: int
    card_id: int
    serial: str
    auth_token: str
    update_tag: int
    last_modified: datetime
    is_level: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPasses:
    """The serials that changed, and the tag to ask with the next time."""

    serials: tuple[str, ...]
    tag: int


def find_apple_pass(connection: Connection, serial: str) -> ApplePass | None:
    """The pass of that serial, whatever became of its card."""
    return _one(connection, _pass.c.serial == serial)


def apple_pass(connection: Connection, pass_id: int) -> ApplePass:
    """The pass of that id, which exists."""
    found = _one(connection, _pass.c.id == pass_id)
    assert found is not None
    return found


def _one(connection: Connection, named: ColumnElement[bool]) -> ApplePass | None:
    row = connection.execute(
        select(
            _pass.c.id,
            _pass.c.card_id,
            _pass.c.serial,
            _pass.c.auth_token,
            _pass.c.update_tag,
            _pass.c.last_modified,
            not_(LAGS).label("is_level"),
        ).where(named, _pass.c.provider == APPLE, OF_ITS_CARD)
    ).one_or_none()
    if row is None:
        return None
    values = row._asdict() | {
        "last_modified": datetime.fromtimestamp(row.last_modified, UTC),
        "is_level": bool(row.is_level),
    }
    return ApplePass(**values)


_HELD = (
    select(_pass.c.serial, _pass.c.update_tag, _counter.c.last_tag)
    .select_from(_device)
    .join(_registration, _registration.c.device_id == _device.c.id)
    .join(_pass, _pass.c.id == _registration.c.pass_id)
    .join(_counter, _counter.c.pass_type_identifier == _device.c.pass_type_identifier)
    .where(
        _device.c.pass_type_identifier == bindparam("holding_pass_type"),
        _device.c.device_library_identifier == bindparam("holding_device"),
    )
    .order_by(_pass.c.id)
)


def changed_passes(connection: Connection, pass_type: str, device: str, since: int | None) -> ChangedPasses | None:
    """What of a phone's passes changed after the tag `since`; all of them for no tag and for one never given out.

    None: nothing, or nobody knows this phone. All is read in one statement, and tags are committed in the order they
    were given out: whoever asks with the answered tag the next time misses nothing.
    """
    rows = connection.execute(_HELD, {"holding_pass_type": pass_type, "holding_device": device}).all()
    was_given_out = since is not None and bool(rows) and since <= rows[0].last_tag
    changed = [row for row in rows if not was_given_out or row.update_tag > (since or 0)]
    if not changed:
        return None
    return ChangedPasses(serials=tuple(row.serial for row in changed), tag=max(row.update_tag for row in changed))


def is_carried_by(connection: Connection, card_id: int, customer_ids: Collection[int]) -> bool:
    """Whether the card belongs to one of these customers."""
    theirs = select(_card.c.id).where(_card.c.id == card_id, _card.c.customer_id.in_(customer_ids))
    return connection.execute(theirs).first() is not None


def home_store_code(
    connection: Connection, *, card_id: int | None = None, customer_id: int | None = None
) -> str | None:
    """The store whose pages show the card of that id, or the last used one of that customer; None for none."""
    named = _card.c.id == card_id if card_id is not None else _card.c.customer_id == customer_id
    home = func.coalesce(_card.c.scope_store_id, _card.c.enrolled_at_store_id)
    found = select(_store.c.code).join(_card, _store.c.id == home).where(named, _store.c.deleted_at.is_(None))
    code: str | None = connection.execute(found.order_by(_card.c.last_activity_at.desc()).limit(1)).scalar()
    return code


def is_worth_noting(connection: Connection, pass_type: str, device: str, now: datetime) -> bool:
    """Whether this is a phone of ours that was not noted to ask for a day."""
    known = select(_device.c.id).where(
        _device.c.pass_type_identifier == pass_type,
        _device.c.device_library_identifier == device,
        or_(_device.c.asked_at.is_(None), _device.c.asked_at < now - NOTED_EVERY),
    )
    return connection.execute(known).first() is not None


def cards_to_carry(
    connection: Connection, *, card_id: int | None = None, customer_id: int | None = None
) -> tuple[int, ...]:
    """The live cards of that id or of that customer, blocked ones too, the one used last first."""
    named = _card.c.id == card_id if card_id is not None else _card.c.customer_id == customer_id
    cards = (
        select(_card.c.id)
        .where(named, _card.c.deleted_at.is_(None), _card.c.status.in_(("active", "blocked")))
        .order_by(_card.c.last_activity_at.desc(), _card.c.id.desc())
    )
    return tuple(connection.execute(cards).scalars())
