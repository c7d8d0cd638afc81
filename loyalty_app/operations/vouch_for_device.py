"""It was me: a tablet that was flagged as copied is trusted again, with a new key."""

from dataclasses import dataclass

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import NotFound
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.rights import devices_in_reach, require_manager
from loyalty_app.operations.touch_device import KEY_KEPT_FOR
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchForDevice(Command):
    """Say that both windows with the tablet's key were one's own."""

    actor: Actor
    device_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceVouchedFor(Outcome):
    """The flag is gone."""

    device_id: int


@operation
def vouch_for_device(work: Work, command: VouchForDevice) -> DeviceVouchedFor:
    """Take the flag away and have the key rolled; for a tablet without a flag nothing happens.

    The next window that asks gets the new key, and the old one opens nothing once the new one was shown: a copy that
    was not meant is out, or the tablet is and has to be paired anew. Refuses manager_required, not_found.
    """
    require_manager(command.actor)
    device = work.connection.execute(
        select(TerminalDevice.label, TerminalDevice.copied_at)
        .where(
            TerminalDevice.id == command.device_id,
            TerminalDevice.revoked_at.is_(None),
            *devices_in_reach(command.actor),
        )
        .with_for_update(key_share=True)
    ).one_or_none()
    if device is None:
        raise NotFound
    if device.copied_at is None:
        return DeviceVouchedFor(device_id=command.device_id)
    work.connection.execute(
        update(TerminalDevice)
        .where(TerminalDevice.id == command.device_id)
        .values(
            copied_at=None,
            token_rolled_at=work.now() - KEY_KEPT_FOR,  # as old as a key can get: the next request rolls it
            **dict.fromkeys(("mark_hash", "last_mark_hash", "marked_at")),
        )
    )
    record_event(
        work,
        command.actor,
        Event(
            what="device_vouched_for",
            subject=f"terminal_device:{command.device_id}",
            before={"label": device.label, "copied_at": device.copied_at.isoformat()},
        ),
    )
    return DeviceVouchedFor(device_id=command.device_id)
