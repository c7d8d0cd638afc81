"""One call = one database transaction: begin, run the operation, commit; or roll back and let the refusal fly.

This is the only place that commits. An operation is written as `def verb(work: Work, command: Verb) -> Outcome`
and called as `verb(command)`.
"""

import hashlib
import json
import random
import secrets
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, wraps
from typing import Any, ClassVar, TypeVar, cast

from pydantic import TypeAdapter
from sqlalchemy import Select, bindparam, insert, literal_column, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from loyalty_app.collisions import is_lock_timeout, is_worth_repeating
from loyalty_app.db import DatabaseNow, db, turn_to_write, writing_options
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import Busy, IdempotencyKeyReused, InProgress
from loyalty_app.domain.idempotency import require_fresh_key, require_key_form
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.in_hand import in_hand

ATTEMPTS = 3


@dataclass(slots=True)
class Clock:
    """The one clock. `offset` is zero but where a test or the demo lives at another time."""

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """This machine's time, UTC."""
        return datetime.now(UTC) + self.offset

    @contextmanager
    def moved_to(self, moment: datetime) -> Iterator[None]:
        """Live at `moment` (the clock goes on from there) inside the block."""
        before = self.offset
        self.offset = moment - datetime.now(UTC)
        try:
            yield
        finally:
            self.offset = before


clock = Clock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an operation did, read off what it recorded. `replayed`: the request was answered before."""

    replayed: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What somebody wants done.

    `request_id` is the idempotency key; the same key with the same command has one effect and one answer.
    `dry_run` runs every check and rolls back. Fields named in `secret` never enter the fingerprint.
    Where it is not `is_patient` it is refused as busy at once rather than wait for a lock.
    """

    secret: ClassVar[frozenset[str]] = frozenset()
    is_patient: ClassVar[bool] = True

    request_id: str | None = None
    dry_run: bool = False


C = TypeVar("C", bound=Command)
O = TypeVar("O")  # noqa: E741  O as in outcome
R = TypeVar("R", bound=Outcome)


@dataclass(slots=True, kw_only=True)
class Work:
    """The transaction an operation runs in. `connection` is its connection, for statements written out."""

    session: Session
    connection: Connection
    _now: datetime | None = None
    _operation_id: str | None = None
    _due: set[Due] = field(default_factory=set)

    def now(self) -> datetime:
        """The database's time, read once, after the lock that came before the first call."""
        if self._now is None:
            self._now = self._read_clock()
        return self._now

    def leaves_due(self, due: Due) -> None:
        """Wake the loop of `due` once this is committed: the transaction left something for it."""
        self._due.add(due)

    def ring(self) -> None:
        """Wake the loops that this transaction left something for."""
        doorbell.ring(*self._due)

    def random_below(self, limit: int) -> int:
        """A number from 0 to limit - 1 that nobody can guess."""
        return secrets.randbelow(limit)

    def new_token(self) -> str:
        """A secret of 256 bits, for a cookie or an Authorization header."""
        return secrets.token_urlsafe(32)

    @property
    def operation_id(self) -> str:
        """A UUIDv7 that groups the ledger lines of one tap."""
        if self._operation_id is None:
            self._operation_id = new_key(self.now())
        return self._operation_id

    def recorded(self, merchant_id: int, command: Command, kind: type[R]) -> R | None:
        """The outcome recorded for the command's key, or None; call it once the lock is held.

        Refuses idempotency_key_invalid, idempotency_key_expired, and idempotency_key_reused when the key
        belongs to a different command. Reads the database's clock in the same statement.
        """
        if command.request_id is None:
            return None
        require_key_form(command.request_id)
        row = self.connection.execute(
            _seen_query(), {"seen_merchant_id": merchant_id, "seen_key": command.request_id}
        ).one()
        self._now = row.now + clock.offset
        if row.fingerprint is None:
            require_fresh_key(command.request_id, row.now + clock.offset)
            return None
        if row.fingerprint != fingerprint(command):
            raise IdempotencyKeyReused
        outcome: R = _adapter(kind).validate_python(row.outcome)
        return replace(outcome, replayed=True)

    def record(self, merchant_id: int, command: Command, outcome: R) -> R:
        """Remember the outcome under the command's key, so that a repeat is answered the same; returns it."""
        if command.request_id is not None and not command.dry_run:
            self.connection.execute(
                insert(_keys()),
                {
                    "merchant_id": merchant_id,
                    "key": command.request_id,
                    "fingerprint": fingerprint(command),
                    "outcome": _adapter(type(outcome)).dump_python(outcome, mode="json"),
                    "card_id": getattr(getattr(outcome, "card", None), "id", None),
                    "created_at": self.now(),
                },
            )
        return outcome

    def _read_clock(self) -> datetime:
        moment: datetime = self.connection.execute(_READ_CLOCK).scalar_one()
        return moment + clock.offset


def operation(function: Callable[[Work, C], O]) -> Callable[[C], O]:
    """Run `function` in its own transaction, up to three times when another one got in the way.

    Repeating is safe because nothing of a failed attempt stays and the command carries its key. Refuses busy
    when a lock is not to be had within three seconds; in_progress where the same request is being worked on here.
    """

    @wraps(function)
    def run(command: C) -> O:
        with in_hand(command.request_id) as is_repeat:
            try:
                return _attempts(function, command)
            except Busy as busy:
                if is_repeat:  # the first of the same two holds what this one waited for
                    raise InProgress(**busy.facts) from busy
                raise

    return cast("Callable[[C], O]", run)


def _attempts(function: Callable[[Work, C], O], command: C) -> O:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _attempt(function, command)
        except (IntegrityError, OperationalError) as problem:
            if is_lock_timeout(problem):
                raise Busy(retry_after_seconds=1) from problem
            if attempt == ATTEMPTS or not is_worth_repeating(problem):
                raise
        time.sleep(random.uniform(0, 0.02 * attempt))  # noqa: S311  spreads the repeats, guards nothing
    raise AssertionError("unreachable")


def fingerprint(command: Command) -> str:
    """What makes two requests the same: the operation, who acts where, and its values.

    Key, dry run, secrets and what the screen showed stay out; of the actor only merchant, store and person count, so
    that a retry after a fresh PIN or from another session of the same person is still the same request.
    """
    left_out = {"request_id", "dry_run", "shown"} | command.secret
    values = {
        field.name: _plain(getattr(command, field.name)) for field in fields(command) if field.name not in left_out
    }
    plain = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(f"{type(command).__name__}:{plain}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Actor):
        return [value.merchant_id, value.store_id, value.staff.id if value.staff else None]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def recorded_outcome(merchant_id: int, command: Command, kind: type[R]) -> R | None:
    """The outcome recorded for the command's key, asked before anybody is proven and any lock is taken.

    Refuses what `Work.recorded` refuses. None promises nothing: the operation asks again under its lock.
    """
    session = db.session()
    return Work(session=session, connection=session.connection()).recorded(merchant_id, command, kind)


def _attempt(function: Callable[[Work, C], O], command: C) -> O:
    session = db.session()
    session.rollback()
    engine = db.engine
    with turn_to_write(engine, is_patient=command.is_patient) as is_mine:
        if not is_mine:
            raise Busy(retry_after_seconds=1)
        options = writing_options(engine.dialect, is_patient=command.is_patient)
        connection = session.connection(execution_options=options)
        try:
            work = Work(session=session, connection=connection)
            outcome = function(work, command)
            if not command.dry_run:
                session.commit()
                work.ring()
                return outcome
            return cast("O", replace(outcome, dry_run=True)) if isinstance(outcome, Outcome) else outcome
        finally:
            session.rollback()


_adapters: dict[type[Outcome], TypeAdapter[Any]] = {}


def _adapter(kind: type[Outcome]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


_READ_CLOCK = select(DatabaseNow())


@cache
def _seen_query() -> Select[Any]:
    """The clock, and the request of :seen_merchant_id with :seen_key if there is one: one row in any case."""
    keys = _keys()
    named = (keys.c.merchant_id == bindparam("seen_merchant_id")) & (keys.c.key == bindparam("seen_key"))
    asked = select(literal_column("1").label("once")).subquery()
    return select(DatabaseNow().label("now"), keys.c.fingerprint, keys.c.outcome).select_from(
        asked.outerjoin(keys, named)
    )


def _keys() -> Any:
    return db.metadata.tables["idempotency_keys"]


def new_key(moment: datetime) -> str:
    """A UUIDv7 made at `moment`: an operation's id, or the key of a form that a page without script sends."""
    return str(uuid.UUID(int=_uuid7_bits(moment)))


def _uuid7_bits(moment: datetime) -> int:
    """RFC 9562 §5.7: 48 bits of milliseconds, version 7, variant 2, the rest random."""
    milliseconds = int(moment.timestamp() * 1000) & (1 << 48) - 1
    return milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
