"""What is due is sent: once, to the right person, with a code that works; what cannot be sent is told from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from loyalty_app.db import db
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.domain.smtp_servers import read_smtp_url
from loyalty_app.mail.send_due import Mailing
from loyalty_app.mail.sending import NotSent
from loyalty_app.mail.smtp import Smtp
from loyalty_app.models import EmailCode, LoyaltyProgram, Merchant, Notification
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.unit_of_work import clock
from tests.conftest import on_databases
from tests.databases import Kind
from tests.factories import Shop, a_code, a_customer, a_mail_due, a_shop
from tests.mail.letters import BASE_URL, FROM
from tests.mail.smtp_server import SmtpDouble, smtp_double

app = on_databases(*Kind)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Post:
    """A way out that keeps what leaves, and refuses what it is told to."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.is_closed = False
        self.refuses: dict[str, NotSent] = {}

    @contextmanager
    def open(self) -> Iterator[Post]:
        if self.is_closed:
            raise NotSent("no connection: ConnectionRefusedError")
        yield self

    def send(self, message: EmailMessage) -> None:
        # Nobody else waits while a mail server is spoken to.
        assert not db.session().in_transaction()
        if problem := self.refuses.get(message["To"].addresses[0].addr_spec):
            raise problem
        self.sent.append(message)


@pytest.fixture
def post() -> Post:
    return Post()


def send(post: Post) -> dict[str, int]:
    return Mailing(transport=post, base_url=BASE_URL, mail_from=FROM).send_due()


def row(mail_id: int) -> Notification:
    return db.session.get_one(Notification, mail_id, populate_existing=True)


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_kind_leaves_once(app: Flask, post: Post, kind: MailKind) -> None:
    mail_id = a_mail_due(a_shop(), kind=kind, locale="lb")
    assert send(post) == {"sent": 1, "pending": 0, "failed": 0}
    assert send(post) == {"sent": 0, "pending": 0, "failed": 0}
    assert [str(message["To"]) for message in post.sent] == ["ana@example.com"]
    assert post.sent[0]["Content-Language"] == "lb"
    assert (row(mail_id).state, row(mail_id).email) == ("sent", None)


def test_the_code_and_the_link_are_those_that_will_be_asked_for(app: Flask, post: Post) -> None:
    shop = a_shop()
    code = a_code(shop)
    a_mail_due(shop, kind=MailKind.SIGN_IN, email_code_id=code.id)
    send(post)
    digits = mail_codes.code(code.id, code.nonce)
    assert f"{digits[:3]} {digits[3:]}" in text(post.sent[0])
    assert f"{BASE_URL}/loyalty/" in text(post.sent[0])
    assert f"/signin/link/{mail_codes.link_token(code.id, code.nonce)}" in text(post.sent[0])


@pytest.mark.parametrize(
    "over",
    [{"expires_at": LONG_AGO}, {"used_at": LONG_AGO}, {"superseded_at": LONG_AGO}, {"attempts": 5}],
)
def test_a_code_that_is_over_is_not_sent(app: Flask, post: Post, over: dict[str, Any]) -> None:
    mail_id = a_mail_due(a_shop(), kind=MailKind.CONFIRM)
    db.session.execute(update(EmailCode).values(**over))
    db.session.commit()
    assert send(post)["failed"] == 1
    assert (row(mail_id).state, row(mail_id).last_error, row(mail_id).email) == ("failed", "its code is over", None)


def test_only_who_proved_their_address_is_greeted_by_name(app: Flask, post: Post) -> None:
    shop = a_shop()
    for is_provisional in (True, False):
        person = a_customer(shop, first_name="Béatrice", is_provisional=is_provisional)
        a_mail_due(shop, customer_id=person.id)
    send(post)
    assert [text(message).splitlines()[0] for message in post.sent] == ["Hello,", "Hello Béatrice,"]


def test_a_new_address_may_be_anybodys_and_hears_no_name(app: Flask, post: Post) -> None:
    shop = a_shop()
    person = a_customer(shop, first_name="You won at evil.example", is_provisional=False)
    a_mail_due(shop, kind=MailKind.CONFIRM_EMAIL, customer_id=person.id)
    send(post)
    assert text(post.sent[0]).splitlines()[0] == "Hello,"


def test_a_mail_without_a_store_comes_from_the_merchants_first(app: Flask, post: Post) -> None:
    shop = a_shop()
    a_mail_due(shop, store_id=None)
    assert send(post)["sent"] == 1


def test_the_welcome_present_is_the_programs(app: Flask, post: Post) -> None:
    shop = a_shop(welcome_bonus_points=50)
    a_mail_due(shop)
    a_mail_due(a_stamps_shop(), email="bea@example.com")
    send(post)
    assert ["50 points" in text(message) for message in post.sent] == [True, False]


def a_stamps_shop() -> Shop:
    return a_shop(loyalty_type="stamps", welcome_bonus_points=50)


def test_one_refused_address_holds_up_nobody(app: Flask, post: Post) -> None:
    shop = a_shop()
    refused, fine = a_mail_due(shop, email="gone@example.com"), a_mail_due(shop)
    post.refuses = {"gone@example.com": NotSent("address refused: 550", is_final=True)}
    assert send(post) == {"sent": 1, "pending": 0, "failed": 1}
    assert (row(refused).state, row(fine).state) == ("failed", "sent")


def test_b067_an_address_that_is_none_is_given_up(app: Flask, post: Post) -> None:
    mail_id = a_mail_due(a_shop(), email="ana@example.com\r\nBcc: everybody@example.com")
    assert send(post)["failed"] == 1
    assert (row(mail_id).last_error, post.sent) == ("no address", [])


def test_a_server_that_is_away_gets_them_when_it_is_back(app: Flask, post: Post) -> None:
    shop = a_shop()
    mails = [a_mail_due(shop) for _ in range(3)]
    post.is_closed = True
    assert send(post) == {"sent": 0, "pending": 3, "failed": 0}
    post.is_closed = False
    assert send(post)["sent"] == 0
    with clock.moved_to(clock.now() + timedelta(seconds=6)):
        assert send(post)["sent"] == 3
    assert [row(mail_id).state for mail_id in mails] == ["sent"] * 3


def test_more_than_a_batch_leaves_in_one_go(app: Flask, post: Post) -> None:
    shop = a_shop()
    for _ in range(45):
        a_mail_due(shop)
    assert send(post)["sent"] == 45


def test_s58_no_log_says_to_whom(app: Flask, post: Post, caplog: pytest.LogCaptureFixture) -> None:
    with smtp_double(SmtpDouble(refuses={"ana@example.com": "550 ana@example.com is unknown"})) as double:
        url = f"smtp://127.0.0.1:{double.port}?tls=none"
        mailing = Mailing(transport=Smtp(read_smtp_url(url)), base_url=BASE_URL, mail_from=FROM)
        mail_id = a_mail_due(a_shop())
        assert mailing.send_due()["failed"] == 1
    assert caplog.records
    assert all("ana@" not in str(vars(record)) for record in caplog.records)
    assert row(mail_id).last_error == "address refused: 550"


def test_s33_the_link_is_that_of_the_settings(app: Flask, post: Post) -> None:
    """A mail is written long after the request, so nothing of a request can be in it."""
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        a_mail_due(a_shop(), kind=MailKind.SIGN_IN)
        send(post)
    assert "evil.example" not in post.sent[0].as_string()


def test_who_was_erased_meanwhile_gets_nothing(app: Flask, post: Post) -> None:
    mail_id = a_mail_due(a_shop())
    db.session.execute(update(Notification).values(email=None))
    db.session.commit()
    assert send(post)["sent"] == 0
    assert (post.sent, row(mail_id).state) == ([], "pending")


def test_a_merchant_without_a_program_writes_all_the_same(app: Flask, post: Post) -> None:
    shop = a_shop()
    db.session.execute(update(LoyaltyProgram).values(deleted_at=clock.now()))
    db.session.execute(update(Merchant).values(contact_email=None))
    db.session.commit()
    a_mail_due(shop)
    assert send(post)["sent"] == 1
