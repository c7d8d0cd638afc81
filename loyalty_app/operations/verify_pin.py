"""Is it really Ana? Check the PIN of a named member of staff, and count every guess."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.errors import InvalidInput, PinWrong, StaffUnknown
from loyalty_app.domain.pin_attempts import (
    AttemptLimits,
    Attempts,
    claim_for_device,
    claim_for_person,
    seconds_until,
    tries_left,
)
from loyalty_app.domain.pins import require_pin_form
from loyalty_app.models import MerchantLoyaltySettings, StaffPin, Store, TerminalDevice
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPin(Command):
    """Check `pin` of one member of staff of the actor's store, typed at the actor's tablet if there is one."""

    secret = frozenset({"pin"})

    actor: Actor
    staff_id: int
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffProven(Outcome):
    """The PIN was right."""

    staff: ProvenStaff


def verify_pin(command: VerifyPin) -> StaffProven:
    """The proven member of staff; one bcrypt, outside any transaction and lock.

    The attempt is counted and committed before the PIN is judged: parallel guesses all count, and what becomes
    of the request around it changes nothing. Refuses pin_format (nothing counted), staff_unknown, pin_locked,
    device_paused, pin_wrong.
    """
    require_pin_form(command.pin)
    attempt = _claim_attempt(_ClaimAttempt(actor=command.actor, staff_id=command.staff_id, digits=len(command.pin)))
    is_right = pin_hashing.matches(command.pin, attempt.pin_hash if attempt else None)
    if attempt is None:
        raise StaffUnknown
    if not is_right:
        raise _record_failure(_JudgedAttempt(actor=command.actor, attempt=attempt))
    proven = _record_success(_JudgedAttempt(actor=command.actor, attempt=attempt))
    if proven is None:
        raise StaffUnknown
    return proven


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClaimAttempt(Command):
    actor: Actor
    staff_id: int
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A counted guess that waits to be judged."""

    staff_id: int
    name: str
    pin_hash: str = field(repr=False)
    attempts: Attempts
    limits: AttemptLimits
    claimed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _JudgedAttempt(Command):
    actor: Actor
    attempt: _Attempt


@operation
def _claim_attempt(work: Work, command: _ClaimAttempt) -> _Attempt | None:
    """Count the attempt for the tablet and the person; None if there is no such person at this store."""
    device = _locked_device(work, command.actor)
    row = work.connection.execute(
        select(
            StaffPin.id,
            StaffPin.name,
            StaffPin.pin_hash,
            StaffPin.pin_length,
            StaffPin.failed_attempts,
            StaffPin.locked_until,
            MerchantLoyaltySettings.pin_max_failed_attempts,
            MerchantLoyaltySettings.pin_lockout_minutes,
        )
        .join(MerchantLoyaltySettings, MerchantLoyaltySettings.merchant_id == StaffPin.merchant_id)
        .join(Store, Store.id == StaffPin.store_id)
        .where(
            StaffPin.id == command.staff_id,
            StaffPin.merchant_id == command.actor.merchant_id,
            StaffPin.store_id == command.actor.store_id,
            StaffPin.is_active,
            StaffPin.deleted_at.is_(None),
            Store.deleted_at.is_(None),
        )
        .with_for_update(of=StaffPin, key_share=True)
    ).one_or_none()
    if row is None:
        return None
    if row.pin_length != command.digits:
        raise InvalidInput.of("pin", "pin_format", length=row.pin_length)
    now = work.now()
    limits = AttemptLimits(max_failed_attempts=row.pin_max_failed_attempts, lockout_minutes=row.pin_lockout_minutes)
    if device is not None:
        after = claim_for_device(device, limits, now=now)
        _write_device(work, command.actor, after)
    before = Attempts(failed=row.failed_attempts, closed_until=row.locked_until)
    attempts = claim_for_person(before, limits, staff_name=first_name(row.name), now=now)
    work.connection.execute(
        update(StaffPin)
        .where(StaffPin.id == row.id)
        .values(failed_attempts=attempts.failed, locked_until=attempts.closed_until)
    )
    return _Attempt(
        staff_id=row.id, name=row.name, pin_hash=row.pin_hash, attempts=attempts, limits=limits, claimed_at=now
    )


@operation
def _record_failure(work: Work, command: _JudgedAttempt) -> PinWrong:
    """The attempt stays counted; the audit trail says so. Returns the refusal to raise."""
    attempt, attempts = command.attempt, command.attempt.attempts
    subject = f"staff_pin:{attempt.staff_id}"
    after = {"failed_attempts": attempts.failed, "terminal_device_id": command.actor.terminal_device_id}
    record_event(work, command.actor, Event(what="pin_failed", subject=subject, after=after))
    left = tries_left(attempts, attempt.limits)
    if attempts.closed_until is None:
        return PinWrong(staff_name=first_name(attempt.name), tries_left=left)
    locked = {"locked_until": attempts.closed_until.isoformat()}
    record_event(work, command.actor, Event(what="pin_locked", subject=subject, after=locked))
    return PinWrong(
        staff_name=first_name(attempt.name),
        tries_left=left,
        locked_until=attempts.closed_until,
        retry_after_seconds=seconds_until(attempts.closed_until, work.now()),
    )


@operation
def _record_success(work: Work, command: _JudgedAttempt) -> StaffProven | None:
    """Forget the failures of this person and this tablet; None if the right or the PIN was taken away meanwhile."""
    if command.actor.terminal_device_id is not None:
        _write_device(work, command.actor, Attempts(failed=0, closed_until=None))
    row = work.connection.execute(
        update(StaffPin)
        .where(
            StaffPin.id == command.attempt.staff_id,
            StaffPin.pin_hash == command.attempt.pin_hash,
            StaffPin.is_active,
            StaffPin.deleted_at.is_(None),
        )
        .values(failed_attempts=0, locked_until=None, last_used_at=work.now())
        .returning(StaffPin.id, StaffPin.name, StaffPin.role)
    ).one_or_none()
    if row is None:
        return None
    return StaffProven(staff=ProvenStaff(id=row.id, name=row.name, role=Role.named(row.role), just_now=True))


def first_name(name: str) -> str:
    """How colleagues call somebody: a refusal is read by everybody at the counter."""
    return name.split(maxsplit=1)[0] if name.split() else name


def _locked_device(work: Work, actor: Actor) -> Attempts | None:
    """Lock the tablet before the person, always in this order."""
    if actor.terminal_device_id is None:
        return None
    row = work.connection.execute(
        select(TerminalDevice.failed_attempts, TerminalDevice.paused_until)
        .where(TerminalDevice.id == actor.terminal_device_id, TerminalDevice.merchant_id == actor.merchant_id)
        .with_for_update(key_share=True)
    ).one()
    return Attempts(failed=row.failed_attempts, closed_until=row.paused_until)


def _write_device(work: Work, actor: Actor, attempts: Attempts) -> None:
    work.connection.execute(
        update(TerminalDevice)
        .where(TerminalDevice.id == actor.terminal_device_id, TerminalDevice.merchant_id == actor.merchant_id)
        .values(failed_attempts=attempts.failed, paused_until=attempts.closed_until)
    )
