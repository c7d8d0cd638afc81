"""The tablets at the counters: pair one with a code, rename it, disconnect it."""

from flask import Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import NotFound, Refusal
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.create_pairing_code import CreatePairingCode, PairingCodeCreated
from loyalty_app.operations.create_pairing_code import create_pairing_code as create
from loyalty_app.operations.rename_device import RenameDevice
from loyalty_app.operations.rename_device import rename_device as rename
from loyalty_app.operations.revoke_device import RevokeDevice
from loyalty_app.operations.revoke_device import revoke_device as revoke
from loyalty_app.operations.vouch_for_device import VouchForDevice
from loyalty_app.operations.vouch_for_device import vouch_for_device as vouch
from loyalty_app.queries.devices import DeviceView, list_devices
from loyalty_app.unit_of_work import clock
from loyalty_app.web.forms import optional_text, text, whole_number
from loyalty_app.web.language import timezone
from loyalty_app.web.merchant.office import show, stores_in_reach
from loyalty_app.web.qr import qr_svg


def devices() -> Response:
    """All tablets, and the form that makes a code for one more."""
    return _show()


def create_pairing_code() -> Response:
    """A code for one tablet, as eight signs and as a QR that opens the pairing page with it filled in."""
    command = CreatePairingCode(
        actor=_actor(), store_id=whole_number(request.form.get("store_id")), label=optional_text("label", longest=80)
    )
    try:
        return _show(code=create(command))
    except Refusal as refusal:
        return _show(refusal=refusal)


def rename_device(device_id: int) -> AnyResponse:
    """Call the tablet something else."""
    try:
        rename(RenameDevice(actor=_actor(), device_id=device_id, label=text("label", longest=80)))
    except NotFound:
        raise
    except Refusal as refusal:
        return _show(refusal=refusal)
    return redirect(url_for("merchant.devices"), code=303)


def vouch_for_device(device_id: int) -> AnyResponse:
    """It was me: the flag of a copied tablet goes, and its key is rolled."""
    vouch(VouchForDevice(actor=_actor(), device_id=device_id))
    return redirect(url_for("merchant.devices"), code=303)


def confirm_revoke_device(device_id: int) -> Response:
    """Ask once, and say what happens."""
    return show("revoke_device", device=_device(device_id))


def revoke_device(device_id: int) -> AnyResponse:
    """Disconnect the tablet: its next request is refused."""
    revoke(RevokeDevice(actor=_actor(), device_id=device_id, reason=optional_text("reason", longest=500)))
    return redirect(url_for("merchant.devices"), code=303)


def _show(*, code: PairingCodeCreated | None = None, refusal: Refusal | None = None) -> Response:
    actor, now = _actor(), clock.now()
    return show(
        "devices",
        status=refusal.status if refusal else 200,
        tablets=list_devices(db.session.connection(), actor.merchant_id, now, store_id=actor.store_id),
        store_choices=[(store.id, store.name) for store in stores_in_reach(actor)],
        code=code,
        code_qr=qr_svg(_pairing_address(code.code)) if code else None,
        refusal=refusal,
        sentence=texts.sentence(refusal, timezone=timezone()) if refusal else None,
        typed_label=text("label", longest=80) if refusal else "",
    )


def _pairing_address(code: str) -> str:
    """Where a tablet that scans the code pairs: our public address, whatever name this page was asked under."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + url_for("terminal.pair_form", code=code)


def _device(device_id: int) -> DeviceView:
    actor = _actor()
    tablets = list_devices(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id)
    found = next((tablet for tablet in tablets if tablet.id == device_id), None)
    if found is None:
        raise NotFound
    return found


def _actor() -> Actor:
    return current_caller().acting
