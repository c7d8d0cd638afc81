"""Counting what phones report."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.device_reports import DeviceReport
from loyalty_app.models import AppleLogEntry
from loyalty_app.operations import note_device_reports as module
from loyalty_app.operations.note_device_reports import DeviceReportsNoted, NoteDeviceReports, note_device_reports
from tests.races import at_once


def note(*messages: str, kind: str = "other") -> DeviceReportsNoted:
    reports = tuple(DeviceReport(kind=kind, message=message) for message in messages)
    return note_device_reports(NoteDeviceReports(reports=reports))


def counts() -> dict[str, int]:
    db.session.rollback()
    rows = db.session.execute(select(AppleLogEntry.message, AppleLogEntry.count.label("times"))).all()
    return {row.message: row.times for row in rows}


def test_equal_reports_are_one_row_that_counts(app: Flask) -> None:
    assert note("a", "b", "a").new == 2
    assert note("a").new == 0
    assert counts() == {"a": 3, "b": 1}


def test_the_same_words_of_another_kind_are_another_row(app: Flask) -> None:
    note("a")
    assert note("a", kind="unchanged").new == 1


def test_when_the_table_is_full_new_ones_count_by_their_kind_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    note("a", "b")
    note("c", "d", "a")
    note("e")
    assert counts() == {"a": 2, "b": 1, "": 3}


def test_many_at_once_lose_none(app: Flask) -> None:
    at_once(app, [lambda: note("a", "b")] * 4)
    assert counts() == {"a": 4, "b": 4}
