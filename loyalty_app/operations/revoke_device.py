"""Disconnect a tablet that was lost, stolen or is not needed any more: its next request is refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput, NotFound
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.rights import devices_in_reach, require_manager
from loyalty_app.operations.sessions import end_terminal_sessions
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDevice(Command):
    """Disconnect the tablet, and say why if there is something to say."""

    actor: Actor
    device_id: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedDevice(Outcome):
    """The tablet is disconnected since `revoked_at`; the row stays."""

    device_id: int
    revoked_at: datetime


@operation
def revoke_device(work: Work, command: RevokeDevice) -> RevokedDevice:
    """Disconnect at once, sessions included; again is no mistake. Refuses manager_required, not_found."""
    require_manager(command.actor)
    reason = (command.reason or "").strip() or None
    if reason and len(reason) > LONGEST_REASON:
        raise InvalidInput.of("reason", "text_too_long", maximum=LONGEST_REASON)
    device = work.connection.execute(
        select(TerminalDevice.label, TerminalDevice.revoked_at)
        .where(TerminalDevice.id == command.device_id, *devices_in_reach(command.actor))
        .with_for_update(key_share=True)
    ).one_or_none()
    if device is None:
        raise NotFound
    if device.revoked_at is not None:
        return RevokedDevice(device_id=command.device_id, revoked_at=device.revoked_at)
    work.connection.execute(
        update(TerminalDevice)
        .where(TerminalDevice.id == command.device_id)
        .values(revoked_at=work.now(), revoked_reason=reason)
    )
    end_terminal_sessions(work, command.device_id)
    record_event(
        work,
        command.actor,
        Event(
            what="device_revoked",
            subject=f"terminal_device:{command.device_id}",
            before={"label": device.label},
            reason=reason,
        ),
    )
    return RevokedDevice(device_id=command.device_id, revoked_at=work.now())
