"""A phone asked for changes by itself: it is still there."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import update

from loyalty_app.models import AppleDevice
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SeePhone(Command):
    """Note that this phone asked now."""

    is_patient: ClassVar[bool] = False  # a phone that wants an answer does not wait for this note

    pass_type: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSeen(Outcome):
    """Noted, if we know the phone."""


@operation
def see_phone(work: Work, command: SeePhone) -> PhoneSeen:
    """Move asked_at to now."""
    work.connection.execute(
        update(AppleDevice)
        .where(
            AppleDevice.pass_type_identifier == command.pass_type,
            AppleDevice.device_library_identifier == command.device,
        )
        .values(asked_at=work.now())
    )
    return PhoneSeen()
