"""Give a tablet another name, so that everybody knows which one is meant."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import NotFound
from loyalty_app.domain.names import clean_name
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.rights import devices_in_reach, require_manager
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameDevice(Command):
    """Call the tablet `label` from now on."""

    actor: Actor
    device_id: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRenamed(Outcome):
    """The tablet has its new name; lines written before keep the old one."""

    device_id: int
    label: str


@operation
def rename_device(work: Work, command: RenameDevice) -> DeviceRenamed:
    """Refuses manager_required, label_invalid, not_found."""
    require_manager(command.actor)
    label = clean_name(command.label, field="label", code="label_invalid")
    renamed = work.connection.execute(
        update(TerminalDevice)
        .where(TerminalDevice.id == command.device_id, *devices_in_reach(command.actor))
        .values(label=label)
        .returning(TerminalDevice.id)
    ).one_or_none()
    if renamed is None:
        raise NotFound
    return DeviceRenamed(device_id=command.device_id, label=label)
