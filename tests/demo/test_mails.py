"""The demo shows the mails that it would send, on one's own machine and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from loyalty_app.app import create_app
from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.load import load_demo
from loyalty_app.demo.routes import is_playground
from loyalty_app.domain.smtp_servers import read_smtp_url
from loyalty_app.mail.compose import compose
from loyalty_app.mail.outbox import Outbox
from tests.factories import a_merchant, settings_for
from tests.mail.letters import BASE_URL, FROM, SECRETS, a_mail
from tests.web.tablets import Browser

PAGES = ("/dev/mails", "/dev/mails/{name}", "/dev/mails/{name}/formatted")


@pytest.fixture
def outbox(app: Flask) -> Iterator[Outbox]:
    """The application's outbox with one mail in it."""
    outbox = Outbox(app.extensions["settings"].outbox_path)
    with outbox.open() as line:
        line.send(compose(a_mail(), SECRETS, base_url=BASE_URL, mail_from=FROM))
    yield outbox
    for path in outbox.files():
        path.unlink()


def the_demo(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    load_demo(DemoKeys(secret_key=settings.secret_key), settings, members=1, days=1, progress=lambda _done, _all: None)


def pages(outbox: Outbox) -> list[str]:
    return [page.format(name=outbox.files()[0].stem) for page in PAGES]


def test_the_demo_shows_its_mails(app: Flask, outbox: Outbox) -> None:
    the_demo(app)
    listed, read, formatted = (Browser(app=app).get(page) for page in pages(outbox))
    assert pages(outbox)[1] in listed.text
    assert "Your code for Café Lux" in listed.text
    assert f'<a href="{SECRETS.link}">{SECRETS.link}</a>' in read.text
    assert "048 213" in read.text
    assert "<h1 style=" in formatted.text
    assert "unsafe-inline" not in read.headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'unsafe-inline'" in formatted.headers["Content-Security-Policy"]
    assert "script-src" not in formatted.headers["Content-Security-Policy"]


def test_what_is_not_a_mail_of_the_outbox_is_not_shown(app: Flask, outbox: Outbox) -> None:
    the_demo(app)
    (outbox.directory.parent / "secret.eml").write_text("Subject: no\n\nno")
    for name in ("nope", "..%2fsecret", "../secret", "secret", ".", "%2e%2e%2fsecret"):
        assert Browser(app=app).get(f"/dev/mails/{name}").status_code == 404


def test_beside_real_shops_there_are_no_such_pages(app: Flask, outbox: Outbox) -> None:
    for page in pages(outbox):
        assert Browser(app=app).get(page).status_code == 404
    a_merchant()
    db.session.commit()
    for page in pages(outbox):
        assert Browser(app=app).get(page).status_code == 404


@pytest.mark.parametrize(
    ("is_one", "values"),
    [
        (True, {}),
        (True, {"base_url": "http://192.168.1.20:8000"}),
        (True, {"base_url": "http://127.0.0.1:8000"}),
        (False, {"base_url": "https://loyalty.example"}),
        (False, {"base_url": "http://8.8.8.8"}),
        (False, {"base_url": "http://localhost.evil.example"}),
        (False, {"redis_url": "redis://localhost"}),
        (False, {"database_url": "postgresql+psycopg://localhost/loyalty"}),
        (False, {"smtp_server": read_smtp_url("smtp://localhost?tls=none")}),
    ],
)
def test_only_ones_own_machine_is_a_playground(tmp_path: Path, is_one: bool, values: dict[str, object]) -> None:
    settings = replace(settings_for("sqlite:///play.sqlite3", tmp_path), **values)  # type: ignore[arg-type]
    assert is_playground(settings) is is_one


def test_elsewhere_the_addresses_do_not_exist(tmp_path: Path) -> None:
    public = create_app(settings_for("sqlite:///play.sqlite3", tmp_path, base_url="https://loyalty.example"))
    assert [rule.rule for rule in public.url_map.iter_rules() if rule.rule.startswith("/dev")] == []
