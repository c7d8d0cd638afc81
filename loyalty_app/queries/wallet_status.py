"""How Apple's wallet keeps up: passes, phones, what waits and since when, what phones report."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.engine import Connection

from loyalty_app.models import AppleDevice, AppleLogEntry, ApplePushChannel, WalletPass
from loyalty_app.queries.wallet_passes import APPLE

MOST_REPORTS = 50

_pass = WalletPass.__table__
_device = AppleDevice.__table__
_channel = ApplePushChannel.__table__
_report = AppleLogEntry.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many passes and pushes wait now, and how many seconds the longest has."""

    passes: int
    pushes: int
    delay_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What phones reported, by kind and words; "" where only the kind was counted."""

    kind: str
    message: str
    count: int
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleHealth:
    """Figures of one pass type. `fault`: the last trouble with pushing that nobody mended yet.

    A pass is offered until a phone holds it (saved) and after the last one removed it (removed).
    """

    passes_offered: int
    passes_saved: int
    passes_removed: int
    phones: int
    phones_gone: int
    passes_due: int
    pushes_due: int
    delay_seconds: int
    last_pushed_at: datetime | None
    fault: str | None
    fault_at: datetime | None
    paused_until: datetime | None
    reports: tuple[Report, ...]


def apple_backlog(connection: Connection, pass_type: str, now: datetime) -> Backlog:
    """What waits for the loop. Two statements, both by index."""
    passes, since = connection.execute(
        select(func.count(), func.min(_pass.c.due_since)).where(
            _pass.c.provider == APPLE, _pass.c.due_since.is_not(None)
        )
    ).one()
    is_due = and_(
        _device.c.pass_type_identifier == pass_type, _device.c.push_due_at <= now, _device.c.gone_at.is_(None)
    )
    pushes, due_at = connection.execute(select(func.count(), func.min(_device.c.push_due_at)).where(is_due)).one()
    oldest = min((moment for moment in (since, due_at) if moment is not None), default=now)
    return Backlog(passes=passes, pushes=pushes, delay_seconds=max(0, int((now - oldest).total_seconds())))


def apple_health(connection: Connection, pass_type: str, now: datetime) -> AppleHealth:
    """Everything there is to know. Counts all passes and phones: for a page, not for a tap."""
    backlog = apple_backlog(connection, pass_type, now)
    states = select(_pass.c.state, func.count()).where(_pass.c.provider == APPLE).group_by(_pass.c.state)
    passes = {str(state): int(count) for state, count in connection.execute(states)}
    gone = func.count(case((_device.c.gone_at.is_not(None), 1)))
    phones, phones_gone = connection.execute(
        select(func.count() - gone, gone).where(_device.c.pass_type_identifier == pass_type)
    ).one()
    channel = connection.execute(select(_channel).where(_channel.c.pass_type_identifier == pass_type)).one_or_none()
    return AppleHealth(
        passes_offered=passes.get("offered", 0),
        passes_saved=passes.get("saved", 0),
        passes_removed=passes.get("removed", 0),
        phones=phones,
        phones_gone=phones_gone,
        passes_due=backlog.passes,
        pushes_due=backlog.pushes,
        delay_seconds=backlog.delay_seconds,
        last_pushed_at=channel.last_pushed_at if channel else None,
        fault=channel.fault if channel else None,
        fault_at=channel.fault_at if channel else None,
        paused_until=channel.paused_until if channel else None,
        reports=_reports(connection),
    )


def some_tokens(connection: Connection, most: int) -> tuple[str, ...]:
    """The encrypted tokens of the oldest and the newest passes, `most` of each: keys come and go in that order."""
    tokens = select(_pass.c.id, _pass.c.auth_token).where(_pass.c.provider == APPLE)
    ends = (tokens.order_by(_pass.c.id).limit(most), tokens.order_by(_pass.c.id.desc()).limit(most))
    found = {row.id: str(row.auth_token) for end in ends for row in connection.execute(end)}
    return tuple(found.values())


def _reports(connection: Connection) -> tuple[Report, ...]:
    query = select(_report.c.kind, _report.c.message, _report.c.count, _report.c.last_seen_at)
    newest = query.order_by(_report.c.last_seen_at.desc(), _report.c.id.desc()).limit(MOST_REPORTS)
    return tuple(
        Report(kind=kind, message=message, count=count, last_seen_at=last_seen_at)
        for kind, message, count, last_seen_at in connection.execute(newest)
    )
