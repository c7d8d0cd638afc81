"""How the wallets are doing: for whoever runs the platform."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from loyalty_app.queries.wallet_status import AppleHealth
from loyalty_app.texts.amounts import number
from loyalty_app.texts.wallets import certificate_ends, duration, fault, report, unreadable
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.status import AppleStatus, apple_status
from loyalty_app.web.admin.office import show


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """What phones reported: its sentence, their own words, how often and when last."""

    sentence: str
    message: str
    count: int
    last_seen_at: datetime


def wallets() -> Response:
    """Configuration, certificate, passes, phones, what waits, faults, and what phones report."""
    status = apple_status()
    health = status.health
    return show(
        "wallets",
        apple=status,
        trouble=_trouble(status),
        tiles=_tiles(health) if health else (),
        reports=_reports(health) if health else (),
    )


def _trouble(status: AppleStatus) -> tuple[str, ...]:
    """Everything that wants the operator's attention, the worst first."""
    found = [fault(status.health.fault)] if status.health and status.health.fault else []
    if status.tokens_unreadable:
        found.append(unreadable(status.tokens_unreadable))
    if status.configured and not status.accepted_by_iphones:
        found.append(_("These are certificates for development: real iPhones do not accept the passes."))
    return (*found, *[certificate_ends(one.which, one.ends_at, clock.now()) for one in status.endings])


def _tiles(health: AppleHealth) -> tuple[tuple[str, str, str | None], ...]:
    waiting = health.passes_due + health.pushes_due
    gone = _("%(num)s gone", num=number(health.phones_gone)) if health.phones_gone else None
    return (
        (_("Passes in wallets"), number(health.passes_saved), None),
        (_("Offered, not added yet"), number(health.passes_offered), None),
        (_("Removed again"), number(health.passes_removed), None),
        (_("Phones"), number(health.phones), gone),
        (_("Waiting"), number(waiting), _("for %(time)s", time=duration(health.delay_seconds)) if waiting else None),
    )


def _reports(health: AppleHealth) -> tuple[ReportRow, ...]:
    return tuple(
        ReportRow(sentence=report(one.kind), message=one.message, count=one.count, last_seen_at=one.last_seen_at)
        for one in health.reports
    )
