"""Tidy up behind wallets: phones that are gone, passes that are over, reports that nobody reads any more."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, delete, exists, or_, select, update

from loyalty_app.db import db
from loyalty_app.models import AppleDevice, AppleDeviceRegistration, AppleLogEntry, WalletPass
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

RETIRED_KEPT = timedelta(days=7)  # a phone that was off fetches the void pass when it is on again
GONE_KEPT = timedelta(days=30)  # one that only lost its push token asks by itself, about once a day
REPORTS_KEPT = timedelta(days=30)

_pass = db.metadata.tables[WalletPass.__tablename__]
_device = db.metadata.tables[AppleDevice.__tablename__]
_registration = db.metadata.tables[AppleDeviceRegistration.__tablename__]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPhones(Command):
    """Forget what is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonesForgotten(Outcome):
    """How many phones and reports went, and how many passes turned out to be on no phone any more."""

    phones: int
    reports: int
    passes_removed: int


@operation
def forget_phones(work: Work, command: ForgetPhones) -> PhonesForgotten:  # noqa: ARG001  everybody's alike
    """Delete the registrations of passes that are over and of phones that are gone, and phones that hold nothing."""
    removed = _settle_states(work)
    phones = _forget(work)
    old = delete(AppleLogEntry).where(AppleLogEntry.last_seen_at < work.now() - REPORTS_KEPT)
    return PhonesForgotten(phones=phones, reports=_count(work.connection.execute(old)), passes_removed=removed)


def _settle_states(work: Work) -> int:
    held = exists().where(
        _registration.c.pass_id == _pass.c.id,
        _device.c.id == _registration.c.device_id,
        _device.c.gone_at.is_(None),
    )
    on_no_phone = update(_pass).where(_pass.c.state == "saved", ~held)
    return _count(work.connection.execute(on_no_phone.values(state="removed", removed_at=work.now())))


def _forget(work: Work) -> int:
    over = select(_pass.c.id).where(_pass.c.retired_at < work.now() - RETIRED_KEPT)
    gone = select(_device.c.id).where(_device.c.gone_at < work.now() - GONE_KEPT)
    work.connection.execute(
        delete(_registration).where(or_(_registration.c.pass_id.in_(over), _registration.c.device_id.in_(gone)))
    )
    holds_nothing = ~exists().where(_registration.c.device_id == _device.c.id)
    return _count(work.connection.execute(delete(_device).where(holds_nothing)))


def _count(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
