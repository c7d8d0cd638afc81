"""What became of a mail is noted once, by whoever has it; its address is forgotten with it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import Notification
from loyalty_app.operations.claim_mails import LEASE, ClaimMails, claim_mails
from loyalty_app.operations.settle_mail import SettleMail, settle_mail
from loyalty_app.unit_of_work import clock
from tests.factories import a_mail_due, a_shop


def a_claimed_mail() -> int:
    mail_id = a_mail_due(a_shop())
    assert claim_mails(ClaimMails()).ids == (mail_id,)
    return mail_id


def row(mail_id: int) -> Notification:
    return db.session.get_one(Notification, mail_id, populate_existing=True)


def settle(mail_id: int, problem: str | None = None, *, attempt: int = 1, is_final: bool = False) -> str | None:
    return settle_mail(SettleMail(mail_id=mail_id, attempt=attempt, problem=problem, is_final=is_final)).state


def test_a_mail_that_left_forgets_whose_it_was(app: Flask) -> None:
    mail_id = a_claimed_mail()
    assert settle(mail_id) == "sent"
    mail = row(mail_id)
    assert (mail.email, mail.last_error, mail.leased_until) == (None, None, None)
    assert mail.sent_at is not None


def test_a_mail_that_did_not_leave_is_due_again_later(app: Flask) -> None:
    mail_id = a_claimed_mail()
    assert settle(mail_id, "no connection") == "pending"
    assert (row(mail_id).email, row(mail_id).last_error) == ("ana@example.com", "no connection")
    assert claim_mails(ClaimMails()).ids == ()
    with clock.moved_to(clock.now() + timedelta(seconds=10)):
        assert claim_mails(ClaimMails()).ids == (mail_id,)
        assert settle(mail_id, attempt=2) == "sent"


def test_what_is_of_no_use_is_not_tried_again(app: Flask) -> None:
    mail_id = a_claimed_mail()
    assert settle(mail_id, "address refused: 550", is_final=True) == "failed"
    assert (row(mail_id).email, row(mail_id).last_error) == (None, "address refused: 550")


def test_after_enough_attempts_it_is_given_up(app: Flask) -> None:
    mail_id = a_mail_due(a_shop(), attempts=9)
    assert settle(mail_id, "no connection", attempt=9) == "failed"
    assert row(mail_id).email is None


def test_who_was_too_slow_settles_nothing(app: Flask) -> None:
    mail_id = a_claimed_mail()
    with clock.moved_to(clock.now() + LEASE + timedelta(minutes=1)):
        assert claim_mails(ClaimMails()).ids == (mail_id,)
        assert settle(mail_id, "no connection", attempt=1) is None
        assert settle(mail_id, attempt=2) == "sent"
        assert settle(mail_id, attempt=2) is None
