"""A phone removed a card from its wallet, or was told to stop its updates."""

from dataclasses import dataclass

from sqlalchemy import delete, exists, select, update

from loyalty_app.models import AppleDevice, AppleDeviceRegistration, WalletPass
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class UnregisterDevice(Command):
    """Do not tell this phone of changes of the pass any more. The caller has proven that the phone held it."""

    pass_type: str
    pass_id: int
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUnregistered(Outcome):
    """The phone is not told any more; `was_registered`: it was before."""

    was_registered: bool


@operation
def unregister_device(work: Work, command: UnregisterDevice) -> DeviceUnregistered:
    """Forget that the phone holds the pass, and the phone itself with its last one."""
    locked = select(WalletPass.id).where(WalletPass.id == command.pass_id).with_for_update()
    work.connection.execute(locked).one()
    device_id: int | None = work.connection.execute(
        select(AppleDevice.id)
        .where(
            AppleDevice.pass_type_identifier == command.pass_type,
            AppleDevice.device_library_identifier == command.device,
        )
        .with_for_update()
    ).scalar_one_or_none()
    gone = delete(AppleDeviceRegistration).where(
        AppleDeviceRegistration.device_id == device_id, AppleDeviceRegistration.pass_id == command.pass_id
    )
    if device_id is None or work.connection.execute(gone.returning(AppleDeviceRegistration.id)).first() is None:
        return DeviceUnregistered(was_registered=False)
    _forget_idle(work, device_id, command.pass_id)
    return DeviceUnregistered(was_registered=True)


def _forget_idle(work: Work, device_id: int, pass_id: int) -> None:
    """The phone, if it holds nothing else; and say of the pass that it is on no phone, if it is on no other."""
    work.connection.execute(
        delete(AppleDevice).where(
            AppleDevice.id == device_id, ~exists().where(AppleDeviceRegistration.device_id == device_id)
        )
    )
    work.connection.execute(
        update(WalletPass)
        .where(WalletPass.id == pass_id, ~exists().where(AppleDeviceRegistration.pass_id == pass_id))
        .values(state="removed", removed_at=work.now())
    )
