"""Phones report what went wrong with our passes: count it for the operator."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from loyalty_app.domain.device_reports import DeviceReport
from loyalty_app.models import AppleLogEntry
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

MOST_KEPT = 500  # anybody can send reports: beyond that only kinds are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDeviceReports(Command):
    """Count these reports."""

    reports: tuple[DeviceReport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReportsNoted(Outcome):
    """How many reports were counted, in how many rows that are new."""

    counted: int
    new: int


@operation
def note_device_reports(work: Work, command: NoteDeviceReports) -> DeviceReportsNoted:
    """Add to the rows of equal reports. When the table is full, a new one counts as its kind without its words."""
    new = 0
    for report, count in sorted(Counter(command.reports).items(), key=lambda item: _fingerprint(item[0])):
        if _add(work, report, count):
            continue
        kept = report if _has_room(work) else DeviceReport(kind=report.kind, message="")
        if kept is not report and _add(work, kept, count):
            continue
        _insert(work, kept, count)
        new += 1
    return DeviceReportsNoted(counted=len(command.reports), new=new)


def _add(work: Work, report: DeviceReport, count: int) -> bool:
    known = (
        update(AppleLogEntry)
        .where(AppleLogEntry.fingerprint == _fingerprint(report))
        .values(count=AppleLogEntry.count + count, last_seen_at=work.now(), updated_at=work.now())
        .returning(AppleLogEntry.id)
    )
    return work.connection.execute(known).first() is not None


def _has_room(work: Work) -> bool:
    kept: int = work.connection.execute(select(func.count()).select_from(AppleLogEntry)).scalar_one()
    return kept < MOST_KEPT


def _insert(work: Work, report: DeviceReport, count: int) -> None:
    values = {
        "kind": report.kind,
        "fingerprint": _fingerprint(report),
        "message": report.message,
        "count": count,
        "last_seen_at": work.now(),
    }
    work.connection.execute(insert(AppleLogEntry), values)


def _fingerprint(report: DeviceReport) -> str:
    return hashlib.sha256(f"{report.kind}:{report.message}".encode()).hexdigest()
