"""The tablet was on: note it, and let its pairing live on while it is used."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import or_, update

from loyalty_app.models import TerminalDevice
from loyalty_app.operations.pair_device import PAIRED_FOR
from loyalty_app.queries.callers import TOUCH_SECONDS
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchDevice(Command):
    """Note that the tablet asked for something now."""

    is_patient: ClassVar[bool] = False  # whoever asks for something else does not wait for this note

    device_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceTouched(Outcome):
    """Noted, unless it was noted a moment ago."""


@operation
def touch_device(work: Work, command: TouchDevice) -> DeviceTouched:
    """Move last_seen_at to now and the pairing's end to 30 days from now; not for a revoked tablet."""
    now = work.now()
    work.connection.execute(
        update(TerminalDevice)
        .where(
            TerminalDevice.id == command.device_id,
            TerminalDevice.revoked_at.is_(None),
            or_(
                TerminalDevice.last_seen_at.is_(None),
                TerminalDevice.last_seen_at <= now - timedelta(seconds=TOUCH_SECONDS),
            ),
        )
        .values(last_seen_at=now, expires_at=now + PAIRED_FOR)
    )
    return DeviceTouched()
