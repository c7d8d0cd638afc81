"""The loop of mails: what an operation left is sent as soon as it is committed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask

from loyalty_app.doorbell import Due, doorbell
from loyalty_app.jobs import sweep as sweeping
from loyalty_app.jobs.sweep import start_sweeping
from loyalty_app.mail.send_due import Mailing
from loyalty_app.operations.send_email_code import SendEmailCode, send_email_code
from tests.factories import a_customer, a_mail_due, a_shop


class Mailbox:
    """A way out that says when something came through it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.has_mail = threading.Event()

    @contextmanager
    def open(self) -> Iterator[Mailbox]:
        yield self

    def send(self, message: EmailMessage) -> None:
        self.mails.append(message)
        self.has_mail.set()


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    box, before = Mailbox(), app.extensions["mailing"]
    assert isinstance(before, Mailing)
    app.extensions["mailing"] = replace(before, transport=box)
    yield box
    app.extensions["mailing"] = before


def test_a_code_is_in_the_mailbox_at_once(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop sleeps for a minute, and is woken by the commit."""
    shop = a_shop()
    email = a_customer(shop).email
    assert email is not None
    monkeypatch.setattr(sweeping, "PAUSE_SECONDS", 60)
    over = threading.Event()
    loops = start_sweeping(app, is_over=over.is_set)
    try:
        command = SendEmailCode(
            store_id=shop.store_id, email=email, locale="en", browser_token="b" * 43, purpose="sign_in"
        )
        send_email_code(command)
        assert mailbox.has_mail.wait(20)
    finally:
        over.set()
        doorbell.ring(*Due)
        for loop in loops:
            loop.join(20)
    assert [str(mail["To"]) for mail in mailbox.mails] == [email]


def test_by_hand_it_says_what_it_did(app: Flask, mailbox: Mailbox) -> None:
    shop = a_shop()
    for _ in range(2):
        a_mail_due(shop)
    runner = app.test_cli_runner()
    dry = runner.invoke(args=["jobs", "run", "send-notifications", "--dry-run"])
    assert (dry.stdout, mailbox.mails) == ("would be 2 sent\n", [])
    done = runner.invoke(args=["jobs", "run", "send-notifications", "--json"])
    assert json.loads(done.stdout) == {
        "job": "send-notifications",
        "dry_run": False,
        "sent": 2,
        "pending": 0,
        "failed": 0,
    }
