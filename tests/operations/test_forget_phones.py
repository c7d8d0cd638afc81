"""Tidying up behind wallets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.device_reports import read_report
from loyalty_app.models import AppleDevice, AppleDeviceRegistration, AppleLogEntry
from loyalty_app.operations.forget_phones import GONE_KEPT, REPORTS_KEPT, RETIRED_KEPT, ForgetPhones, forget_phones
from loyalty_app.operations.note_device_reports import NoteDeviceReports, note_device_reports
from loyalty_app.operations.passes_due import retire_passes
from loyalty_app.unit_of_work import Command, Outcome, Work, clock, operation
from tests.factories import a_card, a_pass, a_shop
from tests.operations.passes import a_card_on_a_phone, publish_due, set_phone, standing

DAY = timedelta(days=1)


def rows(kind: type[AppleDevice | AppleDeviceRegistration | AppleLogEntry]) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(kind)).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retire(Command):
    card_id: int


@operation
def retire(work: Work, command: Retire) -> Outcome:
    retire_passes(work, command.card_id)
    return Outcome()


def test_a_retired_pass_is_published_once_more_and_its_phones_are_forgotten_in_a_week(app: Flask) -> None:
    card, pass_id, _ = a_card_on_a_phone(a_shop())
    retire(Retire(card_id=card.id))
    assert publish_due().devices == 1
    assert standing(pass_id).retired_at is not None
    for after, phones in ((RETIRED_KEPT - DAY, 1), (RETIRED_KEPT + DAY, 0)):
        with clock.moved_to(clock.now() + after):
            forget_phones(ForgetPhones())
        assert rows(AppleDeviceRegistration) == rows(AppleDevice) == phones
    with clock.moved_to(clock.now() + RETIRED_KEPT + DAY):
        forget_phones(ForgetPhones())
    assert standing(pass_id).state == "removed"


def test_a_phone_that_is_gone_leaves_the_pass_removed_and_is_forgotten_later(app: Flask) -> None:
    _, pass_id, device_id = a_card_on_a_phone(a_shop())
    set_phone(device_id, gone_at=clock.now())
    assert forget_phones(ForgetPhones()).passes_removed == 1
    assert standing(pass_id).state == "removed"
    assert rows(AppleDevice) == 1
    with clock.moved_to(clock.now() + GONE_KEPT + DAY):
        assert forget_phones(ForgetPhones()).phones == 1
    assert rows(AppleDeviceRegistration) == 0


def test_whoever_is_there_stays(app: Flask) -> None:
    shop = a_shop()
    _, pass_id, _ = a_card_on_a_phone(shop)
    offered = a_pass(a_card(shop)).id
    with clock.moved_to(clock.now() + 100 * DAY):
        outcome = forget_phones(ForgetPhones())
    assert (outcome.phones, outcome.passes_removed) == (0, 0)
    assert (standing(pass_id).state, standing(offered).state) == ("saved", "offered")


def test_reports_nobody_repeats_are_forgotten(app: Flask) -> None:
    note_device_reports(NoteDeviceReports(reports=(read_report("Authentication failure"),)))
    for after, left in ((REPORTS_KEPT - DAY, 1), (REPORTS_KEPT + DAY, 0)):
        with clock.moved_to(clock.now() + after):
            forget_phones(ForgetPhones())
        assert rows(AppleLogEntry) == left
