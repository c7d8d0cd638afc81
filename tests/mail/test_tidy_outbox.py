"""Mails that lie as files go with the person they were written to, and after 35 days in any case (S72)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import delete

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.jobs.clean_up import run_clean_up
from loyalty_app.jobs.send_notifications import run_send_notifications
from loyalty_app.mail import tidy_outbox as module
from loyalty_app.mail.outbox import Outbox
from loyalty_app.mail.send_due import Mailing
from loyalty_app.models import Customer, Notification
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.traces import leave_no_trace
from loyalty_app.unit_of_work import clock
from tests.conftest import on_databases
from tests.databases import Kind
from tests.factories import Shop, a_customer, a_mail_due, a_shop

app = on_databases(*Kind)


@pytest.fixture
def outbox(app: Flask) -> Iterator[Outbox]:
    """The application's outbox, empty."""
    found: Outbox = app.extensions["outbox"]
    yield found
    for path in found.directory.glob("*"):
        path.unlink()


def a_mail_to(shop: Shop, person: Customer) -> int:
    return a_mail_due(shop, customer_id=person.id, email=person.email)


def send() -> None:
    run_send_notifications(dry_run=False)
    db.session.rollback()


def erase(person: Customer) -> None:
    customer = CustomerActor(merchant_id=person.merchant_id, customer_id=person.id)
    db.session.rollback()
    erase_customer(EraseCustomer(actor=customer, customer_id=customer.customer_id, confirmed=True))


def lying(outbox: Outbox) -> list[str]:
    """The receivers of all mails that lie there."""
    lines = (path.read_text().splitlines() for path in outbox.files())
    return sorted(line.removeprefix("To: ") for mail in lines for line in mail if line.startswith("To: "))


def test_the_mails_of_somebody_who_left_are_gone_and_others_stay(app: Flask, outbox: Outbox) -> None:
    shop = a_shop()
    leaving, staying = a_customer(shop), a_customer(shop)
    stays = str(staying.email)
    for person in (leaving, staying, leaving):
        a_mail_to(shop, person)
    send()
    note = outbox.directory / "20260101T000000.000000-note-of-mine.eml"
    note.write_text("To: myself\n")
    assert len(lying(outbox)) == 4
    erase(leaving)
    assert lying(outbox) == [stays, "myself"]


class SlowPen(Outbox):
    """Its reader leaves while the mail is being written."""

    def send(self, message: EmailMessage) -> None:
        erase(db.session.query(Customer).where(Customer.email == str(message["To"])).one())
        assert self.files() == []
        super().send(message)
        assert len(self.files()) == 1


def test_a_mail_that_is_being_written_when_its_reader_leaves_goes_too(app: Flask, outbox: Outbox) -> None:
    shop = a_shop()
    a_mail_to(shop, a_customer(shop))
    mailing: Mailing = app.extensions["mailing"]
    replace(mailing, transport=SlowPen(outbox.directory)).send_due()
    assert lying(outbox) == []


def test_what_a_process_that_died_left_is_found_by_the_next_clean_up(app: Flask, outbox: Outbox) -> None:
    shop = a_shop()
    a_mail_to(shop, a_customer(shop))
    send()
    (path,) = outbox.files()
    path.with_suffix(".part").write_bytes(path.read_bytes())
    db.session.execute(delete(Notification))
    db.session.commit()
    assert run_clean_up(dry_run=True)["mail_files"] == 2
    assert len(list(outbox.directory.iterdir())) == 2
    assert run_clean_up(dry_run=False)["mail_files"] == 2
    assert list(outbox.directory.iterdir()) == []
    assert run_clean_up(dry_run=False)["mail_files"] == 0


def test_nothing_lies_there_longer_than_35_days_and_no_draft_longer_than_an_hour(app: Flask, outbox: Outbox) -> None:
    shop = a_shop()
    for days in (36, 34):
        with clock.moved_to(clock.now() - timedelta(days=days)):
            a_mail_to(shop, a_customer(shop))
            send()
    young, old = outbox.files()
    with clock.moved_to(clock.now() - timedelta(minutes=61)):
        a_mail_to(shop, a_customer(shop))
        send()
    draft = outbox.files()[0].with_suffix(".part")
    outbox.files()[0].rename(draft)
    assert run_clean_up(dry_run=False)["mail_files"] == 2
    assert (old.exists(), draft.exists(), outbox.files()) == (False, False, [young])


def test_an_erasure_holds_also_where_files_cannot_be_deleted(
    app: Flask, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = a_shop()
    person = a_customer(shop)
    a_mail_to(shop, person)
    send()

    def not_ours(*_: object) -> int:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(module, "_delete", not_ours)
        erase(person)
        assert not leave_no_trace()
    assert len(outbox.files()) == 1
    assert leave_no_trace()
    assert outbox.files() == []


def test_without_a_directory_there_is_nothing_to_do(app: Flask, outbox: Outbox) -> None:
    assert not outbox.directory.exists() or not outbox.files()
    assert run_clean_up(dry_run=False)["mail_files"] == 0
