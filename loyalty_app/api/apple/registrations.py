"""Phones register for changes of a pass, take that back, and ask which of their passes changed."""

import json
import re
from contextlib import suppress
from typing import Any

from flask import Response, request

from loyalty_app.api.apple.proof import not_proven, proven_pass
from loyalty_app.db import db
from loyalty_app.domain.errors import Busy
from loyalty_app.operations.register_device import RegisterDevice, register_device
from loyalty_app.operations.see_phone import SeePhone, see_phone
from loyalty_app.operations.unregister_device import UnregisterDevice, unregister_device
from loyalty_app.queries.wallet_passes import changed_passes, is_worth_noting
from loyalty_app.unit_of_work import clock

_PUSH_TOKEN = re.compile(r"[0-9a-fA-F]{16,200}")
_TAG = re.compile(r"[0-9]{1,18}")


def register(device: str, pass_type: str, serial: str) -> Response:
    """201 for a new registration, 200 for one that is refreshed, 401 without the token (B121, B122)."""
    found = proven_pass(pass_type, serial)
    if found is None:
        return not_proven()
    push_token = _push_token()
    if push_token is None:
        return Response(status=400)
    command = RegisterDevice(pass_type=pass_type, pass_id=found.id, device=device, push_token=push_token)
    return Response(status=201 if register_device(command).is_new else 200)


def unregister(device: str, pass_type: str, serial: str) -> Response:
    """200, also when the phone was not registered; 401 without the token. Phones understand nothing else."""
    found = proven_pass(pass_type, serial)
    if found is None:
        return not_proven()
    unregister_device(UnregisterDevice(pass_type=pass_type, pass_id=found.id, device=device))
    return Response(status=200)


def list_changed(device: str, pass_type: str) -> Response:
    """200 with serials and the tag to ask with the next time, 204 for nothing new; never an error (B123)."""
    tag = request.args.get("passesUpdatedSince", "")
    since = int(tag) if _TAG.fullmatch(tag) else None
    changed = changed_passes(db.session.connection(), pass_type, device, since)
    _note(pass_type, device)
    if changed is None:
        return Response(status=204)
    answer = {"serialNumbers": list(changed.serials), "lastUpdated": str(changed.tag)}
    return Response(json.dumps(answer), content_type="application/json")


def _note(pass_type: str, device: str) -> None:
    """That the phone asked, once a day; if the database is busy, the next time."""
    if is_worth_noting(db.session.connection(), pass_type, device, clock.now()):
        with suppress(Busy):
            see_phone(SeePhone(pass_type=pass_type, device=device))


def _push_token() -> str | None:
    """What the body says where to reach the phone; None if it does not. Too large a body is refused as such."""
    body = request.get_data()
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    token = said.get("pushToken") if isinstance(said, dict) else None
    return token.lower() if isinstance(token, str) and _PUSH_TOKEN.fullmatch(token) else None
