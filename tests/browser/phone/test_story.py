"""One story, in two windows: from the poster to a card, a stamp at the counter, and away without a trace."""

from __future__ import annotations

import re
import secrets
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.tokens import token_hash
from loyalty_app.jobs.send_notifications import run_send_notifications
from loyalty_app.ledger.verify import verify
from tests.browser.phone.conftest import Poster
from tests.factories import a_colleague, a_device, a_session
from tests.printed import decoded

COUNTER = "/store/loyalty/terminal"
NAME = "Canariana"
EMAIL = "canariana@example.com"


def a_tablet(poster: Poster, browser: Browser) -> Page:
    """The counter's tablet in a window of its own, unlocked."""
    key, shift = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    person = a_colleague(poster.shop)
    device = a_device(poster.shop, token_hash=token_hash(key))
    a_session(kind="terminal", token_hash=token_hash(shift), staff_pin_id=person.id, terminal_device_id=device.id)
    page = poster.phone(browser, viewport={"width": 1280, "height": 800}, has_touch=False)
    cookies = {"terminal": key, "shift": shift}
    page.context.add_cookies([{"name": name, "value": value, "url": poster.base} for name, value in cookies.items()])
    return page


def scanned(tablet: Page) -> str:
    """The address that the code on the counter's invitation leads to."""
    tablet.goto(f"{COUNTER}/attract")
    picture = Image.open(BytesIO(tablet.locator(".attract__qr svg").screenshot()))
    (address,) = decoded(picture)
    return urlsplit(address).path


def mailed_code(poster: Poster) -> str:
    """The six digits of the newest mail in the outbox."""
    assert run_send_notifications(dry_run=False)["sent"] == 1
    settings: Settings = poster.app.extensions["settings"]
    newest = max((settings.outbox_path).glob("*.eml"))
    mail = message_from_bytes(newest.read_bytes(), policy=default)
    assert mail["To"] == EMAIL
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"\b(\d{3}) ?(\d{3})\b", body.get_content())
    assert found
    return found[1] + found[2]


def test_a_newcomer_joins_collects_and_leaves_without_a_trace(poster: Poster, browser: Browser) -> None:
    tablet, phone = a_tablet(poster, browser), poster.phone(browser)
    poster.code = scanned(tablet).removeprefix("/j/")

    poster.join(phone, first_name=NAME, email=EMAIL)
    phone.get_by_label("Six-digit code").fill(mailed_code(poster))
    phone.get_by_role("button", name="Confirm my e-mail").click()
    expect(phone.get_by_text("Your e-mail is confirmed. The card is yours.")).to_be_visible()
    expect(phone.locator(".dash__fig")).to_have_text("0 of 10")

    tablet.goto(f"{COUNTER}/cards/{poster.card().id}")
    tablet.get_by_role("button", name="+1 stamp").click()
    expect(tablet.locator(".result__word")).to_have_text("+1 stamp")
    expect(phone.locator(".dash__fig")).to_have_text("1 of 10", timeout=5_500)

    phone.get_by_role("link", name="History").last.click()
    expect(phone.get_by_text("+1 stamp")).to_be_visible()
    phone.get_by_role("link", name="Back to the card").click()
    phone.get_by_role("link", name="My data and privacy").last.click()
    phone.get_by_role("link", name="Leave and erase my data").click()
    expect(phone.get_by_text("1 of 10 stamps")).to_be_visible()
    db.session.remove()  # nobody reads from before
    tablet.close()
    phone.get_by_role("button", name="Erase my card and data").click()
    expect(phone.get_by_role("heading", name="Your card and your data are gone")).to_be_visible()

    db.session.rollback()
    assert verify(db.session.connection()).faults == ()
    db.session.remove()
    assert NAME.lower().encode() not in whole_database(poster)
    assert list(poster.app.extensions["settings"].outbox_path.glob("*")) == []


def whole_database(poster: Poster) -> bytes:
    """Every byte of the database's files."""
    file = Path(str(db.engine.url.database))
    assert poster.app.config["SQLALCHEMY_DATABASE_URI"].endswith(file.name)
    return b"".join(one.read_bytes().lower() for one in file.parent.glob(f"{file.name}*")).replace(b"\0", b"")
