"""Write down what became of pushes: told, nobody there, or once more later."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, insert, select, update

from loyalty_app.db import db
from loyalty_app.many_ids import one_of
from loyalty_app.models import AppleDevice, ApplePushChannel
from loyalty_app.operations.publishing_passes import REST
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
DOUBTED_FOR = timedelta(days=1)  # how long "nobody is there" may be older news than the registration
LONGEST_DOUBTED_WAIT = timedelta(hours=1)
_DOUBLINGS = 6
UNREACHABLE = "unreachable: "
FAULT_PAUSE = timedelta(seconds=60)
UNREACHABLE_PAUSE = timedelta(seconds=15)

_device = db.metadata.tables[AppleDevice.__tablename__]
_channel = db.metadata.tables[ApplePushChannel.__tablename__]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedPush:
    """One phone that was pushed to: by which token, up to which tag. `since`: nobody is there since then."""

    device_id: int
    push_token: str
    tag: int
    reason: str | None = None
    since: datetime | None = None
    wait_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePushes(Command):
    """What became of a batch that was leased until `leased_until`.

    `gone`: nobody is there, at once or since a moment. `later`: each after a wait of its own. `untried`: the whole
    channel does not work. With `fault` only the operator can mend something, otherwise Apple cannot be reached.
    """

    pass_type: str
    leased_until: datetime
    told: tuple[NotedPush, ...] = ()
    gone: tuple[NotedPush, ...] = ()
    later: tuple[NotedPush, ...] = ()
    untried: tuple[NotedPush, ...] = ()
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushesNoted(Outcome):
    """Until when pushing pauses, if it does."""

    paused_until: datetime | None


@operation
def note_pushes(work: Work, command: NotePushes) -> PushesNoted:
    """Note the answers. A phone whose lease ran out meanwhile is somebody else's, who says what became of it."""
    _hold(work, command)
    _note_told(work, command)
    _note_gone(work, command)
    _note_later(work, command)
    _give_back(work, command)
    return PushesNoted(paused_until=_note_channel(work, command))


def _hold(work: Work, command: NotePushes) -> None:
    """All phones first, in their order: two that note at once never wait for each other in a circle."""
    pushes = (*command.told, *command.gone, *command.later, *command.untried)
    noted = select(_device.c.id).where(one_of(_device.c.id, [push.device_id for push in pushes]))
    work.connection.execute(noted.order_by(_device.c.id).with_for_update()).all()


def _note_told(work: Work, command: NotePushes) -> None:
    """Who was told rests for a while; what was published while the push was under way is told after the rest.

    Phones that heard of the same publication are noted together.
    """
    rest = work.now() + REST
    by_tag: defaultdict[int, list[int]] = defaultdict(list)
    for push in command.told:
        by_tag[push.tag].append(push.device_id)
    for tag, device_ids in by_tag.items():
        work.connection.execute(
            update(_device)
            .where(one_of(_device.c.id, device_ids), _device.c.leased_until == command.leased_until)
            .values(
                pushed_tag=tag,
                push_due_at=case((_device.c.wanted_tag > tag, rest), else_=None),
                last_pushed_at=work.now(),
                rests_until=rest,
                attempts=0,
                leased_until=None,
                last_error=None,
            )
        )


_OURS = (_device.c.id == bindparam("noted_id")) & (_device.c.leased_until == bindparam("leased"))


def _note_gone(work: Work, command: NotePushes) -> None:
    """Nobody is there by this token; a phone that registered anew since is asked again, by its new token.

    That its registration is younger than what Apple knows is believed for a day, in which it is asked less and less
    often. Then Apple has heard of it, or our clock is wrong, and its answer counts.
    """
    registered_at = _device.c.token_updated_at
    is_gone = _OURS & (_device.c.push_token == bindparam("noted_token"))
    is_gone &= (registered_at <= bindparam("noted_since")) | (registered_at <= work.now() - DOUBTED_FOR)
    gone = update(_device).where(is_gone)
    gone = gone.values(gone_at=work.now(), push_due_at=None, leased_until=None, last_error=bindparam("noted_reason"))
    _each(
        work,
        gone,
        (
            {"noted_token": push.push_token, "noted_since": push.since or work.now(), "noted_reason": push.reason}
            | _named(push, command)
            for push in command.gone
        ),
    )
    _wait(work, command, command.gone, LONGEST_DOUBTED_WAIT)


def _note_later(work: Work, command: NotePushes) -> None:
    _wait(work, command, command.later)


def _wait(work: Work, command: NotePushes, pushes: Iterable[NotedPush], at_most: timedelta = LONGEST_WAIT) -> None:
    """Ask again later: after as long as Apple says (five minutes at most), else after longer and longer waits."""
    doubled = [
        (_device.c.attempts <= attempts, work.now() + FIRST_WAIT * 2 ** (attempts - 1))
        for attempts in range(1, _DOUBLINGS)
    ]
    by_itself = case(*doubled, else_=work.now() + at_most)
    for asked in (True, False):
        due_at: Any = bindparam("noted_due_at") if asked else by_itself
        later = (
            update(_device)
            .where(_OURS)
            .values(push_due_at=due_at, leased_until=None, last_error=bindparam("noted_reason"))
        )
        _each(
            work,
            later,
            (
                {"noted_reason": push.reason} | _named(push, command) | (_asked_wait(work, push) if asked else {})
                for push in pushes
                if (push.wait_seconds is not None) is asked
            ),
        )


def _asked_wait(work: Work, push: NotedPush) -> dict[str, Any]:
    return {"noted_due_at": work.now() + min(timedelta(seconds=push.wait_seconds or 0), LONGEST_WAIT)}


def _give_back(work: Work, command: NotePushes) -> None:
    """The channel failed, not the phone: it stays as due as it was."""
    back = update(_device).where(_OURS).values(leased_until=None, attempts=_device.c.attempts - 1)
    _each(work, back, (_named(push, command) for push in command.untried))


def _note_channel(work: Work, command: NotePushes) -> datetime | None:
    values: dict[str, Any] = {}
    paused_until = None
    if command.told:
        values = {"last_pushed_at": work.now(), "fault": None, "fault_at": None, "paused_until": None}
    if command.untried:
        paused_until = work.now() + (FAULT_PAUSE if command.fault else UNREACHABLE_PAUSE)
        values["paused_until"] = paused_until
        values |= {"fault": f"{UNREACHABLE}{command.untried[0].reason}", "fault_at": work.now()}
    if command.fault:
        values |= {"fault": command.fault, "fault_at": work.now()}
    if values:
        known = update(_channel).where(_channel.c.pass_type_identifier == command.pass_type).values(**values)
        if work.connection.execute(known.returning(_channel.c.id)).first() is None:
            work.connection.execute(insert(_channel), {"pass_type_identifier": command.pass_type} | values)
    return paused_until


def _named(push: NotedPush, command: NotePushes) -> dict[str, Any]:
    return {"noted_id": push.device_id, "leased": command.leased_until}


def _each(work: Work, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Once for every row."""
    listed = list(rows)
    if listed:
        work.connection.execute(statement, listed)
