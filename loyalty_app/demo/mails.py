"""The mails of the demo as their readers would find them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from flask import Response, abort, current_app, make_response, render_template

from loyalty_app.edge.headers import allow_inline_styles
from loyalty_app.mail.outbox import Outbox

SHOWN = 50
_ADDRESS = re.compile(r"(https?://\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMail:
    """A mail of the outbox. `parts`: its plain text, cut at the addresses in it."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    parts: tuple[str, ...]
    formatted: str


def mails() -> Response:
    """The newest first."""
    outbox = _outbox()
    newest = [_read(path) for path in outbox.files()[:SHOWN]]
    return make_response(render_template("dev/mails.html", mails=newest, directory=outbox.directory))


def mail(name: str) -> Response:
    """One mail as text, its links to be followed."""
    return make_response(render_template("dev/mail.html", mail=_find(name)))


def formatted_mail(name: str) -> Response:
    """The same as a mail program shows it."""
    allow_inline_styles()
    return make_response(_find(name).formatted)


def _find(name: str) -> ShownMail:
    path = next((path for path in _outbox().files() if path.stem == name), None)
    if path is None:
        abort(404)
    return _read(path)


def _read(path: Path) -> ShownMail:
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return ShownMail(
        name=path.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=message["Date"].datetime.astimezone(UTC),
        parts=tuple(_ADDRESS.split(_body(message, "plain"))),
        formatted=_body(message, "html"),
    )


def _body(message: EmailMessage, form: str) -> str:
    part = message.get_body((form,))
    return "" if part is None else str(part.get_content())


def _outbox() -> Outbox:
    found: Outbox = current_app.extensions["outbox"]
    return found
