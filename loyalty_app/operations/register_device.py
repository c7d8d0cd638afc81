"""A phone has a card in its wallet and wants to be told when it changes."""

from dataclasses import dataclass

from sqlalchemy import case, delete, exists, func, insert, select, update

from loyalty_app.many_ids import one_of
from loyalty_app.models import AppleDevice, AppleDeviceRegistration, WalletPass
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

MOST_PHONES = 50  # that hold one pass: more than any household has, and a bound for whoever makes phones up


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDevice(Command):
    """Tell this phone of changes of the pass. The caller has proven that the phone holds it."""

    pass_type: str
    pass_id: int
    device: str
    push_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRegistered(Outcome):
    """The phone is told from now on; `is_new`: it was not before."""

    is_new: bool


@operation
def register_device(work: Work, command: RegisterDevice) -> DeviceRegistered:
    """Register, or refresh where the phone is reached: push tokens change, and only a repeat says so (spec 6 B1).

    The pass is locked first: a change that is being published is seen by the list that the phone asks for next. A
    phone understands no refusal here, so the fifty-first takes the place of the one that was not seen for longest.
    """
    locked = select(WalletPass.id).where(WalletPass.id == command.pass_id).with_for_update()
    work.connection.execute(locked).one()
    device_id = _known_device(work, command) or _new_device(work, command)
    is_new = _hold(work, device_id, command.pass_id)
    if is_new:
        _make_room(work, device_id, command.pass_id)
    work.connection.execute(
        update(WalletPass)
        .where(WalletPass.id == command.pass_id, WalletPass.state != "saved")
        .values(state="saved", saved_at=func.coalesce(WalletPass.saved_at, work.now()), removed_at=None)
    )
    return DeviceRegistered(is_new=is_new)


def _known_device(work: Work, command: RegisterDevice) -> int | None:
    """The phone's row, with its token of today; a phone that was taken for gone is back."""
    device_id: int | None = work.connection.execute(
        update(AppleDevice)
        .where(
            AppleDevice.pass_type_identifier == command.pass_type,
            AppleDevice.device_library_identifier == command.device,
        )
        .values(push_token=command.push_token, token_updated_at=work.now(), gone_at=None, attempts=0, last_error=None)
        .returning(AppleDevice.id)
    ).scalar_one_or_none()
    return device_id


def _new_device(work: Work, command: RegisterDevice) -> int:
    values = {
        "pass_type_identifier": command.pass_type,
        "device_library_identifier": command.device,
        "push_token": command.push_token,
        "token_updated_at": work.now(),
    }
    device_id: int = work.connection.execute(insert(AppleDevice).values(values).returning(AppleDevice.id)).scalar_one()
    return device_id


def _hold(work: Work, device_id: int, pass_id: int) -> bool:
    held = select(AppleDeviceRegistration.id).where(
        AppleDeviceRegistration.device_id == device_id, AppleDeviceRegistration.pass_id == pass_id
    )
    if work.connection.execute(held).first():
        return False
    work.connection.execute(insert(AppleDeviceRegistration), {"device_id": device_id, "pass_id": pass_id})
    return True


def _make_room(work: Work, device_id: int, pass_id: int) -> None:
    """Forget who holds the pass beyond the fifty seen last; first of all whoever Apple says is gone."""
    seen_at = case(
        (AppleDevice.asked_at > AppleDevice.token_updated_at, AppleDevice.asked_at), else_=AppleDevice.token_updated_at
    )
    held = (
        select(AppleDevice.id)
        .join(AppleDeviceRegistration, AppleDeviceRegistration.device_id == AppleDevice.id)
        .where(AppleDeviceRegistration.pass_id == pass_id, AppleDevice.id != device_id)
        .order_by(AppleDevice.gone_at.is_not(None), seen_at.desc(), AppleDevice.id.desc())
        .offset(MOST_PHONES - 1)
    )
    beyond = work.connection.execute(held).scalars().all()
    if beyond:
        of_this_pass = AppleDeviceRegistration.pass_id == pass_id
        work.connection.execute(
            delete(AppleDeviceRegistration).where(of_this_pass, one_of(AppleDeviceRegistration.device_id, beyond))
        )
        holds_nothing = ~exists().where(AppleDeviceRegistration.device_id == AppleDevice.id)
        work.connection.execute(delete(AppleDevice).where(one_of(AppleDevice.id, beyond), holds_nothing))
