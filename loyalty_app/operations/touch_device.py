"""The tablet was on: note it, let its pairing live on, and see whether it is the only one with its key."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.pair_device import PAIRED_FOR
from loyalty_app.queries.callers import TOUCH_SECONDS
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

_device = TerminalDevice.__table__
Changes = dict[str, Any]

KEY_KEPT_FOR = timedelta(days=30)
MARK_KEPT_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchDevice(Command):
    """Note that the tablet asked for something now, with this key and the mark it got last."""

    is_patient: ClassVar[bool] = False  # whoever asks for something else does not wait for this note

    device_id: int
    device_token: str = field(repr=False)
    mark: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTouched(Outcome):
    """Noted, unless it was noted a moment ago. What is new belongs into the tablet's cookies: a mark, a key."""

    mark: str | None = field(default=None, repr=False)
    device_token: str | None = field(default=None, repr=False)


@operation
def touch_device(work: Work, command: TouchDevice) -> DeviceTouched:
    """Move last_seen_at to now and the pairing's end to 30 days from now; not for a revoked tablet.

    The key is rolled every 30 days; the old one works until the new one was seen (S21). A mark that changes every
    minute is carried beside it: of two tablets with the same key one soon shows a mark that is two behind, and the
    tablet is flagged as copied (S22). A lost answer leaves a tablet one mark behind, which is no sign of anything.
    """
    device = work.connection.execute(
        select(*_device.c)
        .where(_device.c.id == command.device_id, _device.c.revoked_at.is_(None))
        .with_for_update(key_share=True)
    ).one_or_none()
    if device is None:
        return DeviceTouched()
    seen, outcome = _seen(work, device), DeviceTouched()
    marked, mark = _marked(work, device, command.mark)
    keyed, key = _keyed(work, device, command.device_token)
    if changes := seen | marked | keyed:
        work.connection.execute(update(TerminalDevice).where(_device.c.id == device.id).values(**changes))
        outcome = DeviceTouched(mark=mark, device_token=key)
    return outcome


def _seen(work: Work, device: Row[Any]) -> Changes:
    is_news = device.last_seen_at is None or work.now() - device.last_seen_at >= timedelta(seconds=TOUCH_SECONDS)
    return {"last_seen_at": work.now(), "expires_at": work.now() + PAIRED_FOR} if is_news else {}


def _marked(work: Work, device: Row[Any], shown: str | None) -> tuple[Changes, str | None]:
    """A new mark if it is time for one; and the flag, once, for a mark that somebody else has moved on from."""
    now, shown_hash = work.now(), token_hash(shown) if shown else None
    is_known = device.mark_hash is None or shown_hash in (device.mark_hash, device.last_mark_hash)
    if is_known and device.marked_at is not None and now - device.marked_at < MARK_KEPT_FOR:
        return {}, None
    mark = work.new_token()
    last = shown_hash if is_known else device.mark_hash
    changes = {"mark_hash": token_hash(mark), "last_mark_hash": last, "marked_at": now}
    if is_known or device.copied_at is not None:
        return changes, mark
    event = Event(
        what="device_copied",
        subject=f"terminal_device:{device.id}",
        after={"label": device.label},
        merchant_id=device.merchant_id,
    )
    record_event(work, None, event)
    return changes | {"copied_at": now}, mark


def _keyed(work: Work, device: Row[Any], shown: str) -> tuple[Changes, str | None]:
    """A new key for one that is 30 days old; and the end of the old one once the new one came back."""
    now = work.now()
    if device.next_token_hash is not None and token_hash(shown) == device.next_token_hash:
        return {"token_hash": device.next_token_hash, "next_token_hash": None, "token_rolled_at": now}, None
    if now - (device.token_rolled_at or device.created_at) < KEY_KEPT_FOR:
        return {}, None
    key = work.new_token()
    return {"next_token_hash": token_hash(key)}, key
