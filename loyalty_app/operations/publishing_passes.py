"""Publishing passes: what phones may fetch now, under which tag and date, and which phones are told (spec 6 B2).

Whoever publishes holds the passes first and then the counter of their type until the commit. So tags are committed
in the order they were given out: who has seen a tag has seen everything below it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, insert, or_, select, update

from loyalty_app.db import db
from loyalty_app.many_ids import one_of
from loyalty_app.models import (
    AppleDevice,
    AppleDeviceRegistration,
    AppleUpdateCounter,
    LoyaltyCard,
    LoyaltyProgram,
    WalletPass,
)
from loyalty_app.queries.wallet_passes import CHANGED_ITSELF, LAGS, OF_ITS_CARD
from loyalty_app.unit_of_work import Work

REST = timedelta(seconds=10)  # spec 6 E7: ten stamps in five seconds are at most two pushes
BULK_REST = timedelta(seconds=60)  # a merchant who tries out colours wakes every phone once a minute

_pass = db.metadata.tables[WalletPass.__tablename__]
_card = db.metadata.tables[LoyaltyCard.__tablename__]
_program = db.metadata.tables[LoyaltyProgram.__tablename__]
_device = db.metadata.tables[AppleDevice.__tablename__]
_registration = db.metadata.tables[AppleDeviceRegistration.__tablename__]
_counter = db.metadata.tables[AppleUpdateCounter.__tablename__]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many passes got a new version, and how many phones shall hear of it."""

    passes: int
    devices: int


def publish(work: Work, pass_type: str, pass_ids: Collection[int]) -> Published:
    """Publish those of these locked passes that lag behind their card; the others are just not due any more.

    The date of a pass only grows, by a second at least: two changes within one second have two dates.
    """
    changed, with_new_look = _lagging(work, pass_ids)
    devices = 0
    if changed or with_new_look:
        tag = _next_tag(work, pass_type)
        _move(work, tag, changed | with_new_look)
        now = work.now()
        at_once = case((_device.c.rests_until > now, _device.c.rests_until), else_=now)
        devices = _want(work, tag, changed, at_once)
        in_a_while = case((_device.c.rests_until > now - BULK_REST + REST, now + BULK_REST), else_=now)
        devices += _want(work, tag, with_new_look, in_a_while)
    _settle(work, set(pass_ids) - changed - with_new_look)
    return Published(passes=len(changed) + len(with_new_look), devices=devices)


def _lagging(work: Work, pass_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Which changed themselves, and which only look different.

    A statement of its own after the lock: it sees every line that was written before the passes were held.
    """
    rows = work.connection.execute(
        select(_pass.c.id, CHANGED_ITSELF.label("changed_itself")).where(
            OF_ITS_CARD, LAGS, one_of(_pass.c.id, pass_ids)
        )
    ).all()
    changed = {pass_id for pass_id, changed_itself in rows if changed_itself}
    return changed, {pass_id for pass_id, changed_itself in rows if not changed_itself}


def _next_tag(work: Work, pass_type: str) -> int:
    """Takes the counter's lock; the first publication of a type makes its row, the loser of two makes another try."""
    tag: int | None = work.connection.execute(
        update(_counter)
        .where(_counter.c.pass_type_identifier == pass_type)
        .values(last_tag=_counter.c.last_tag + 1)
        .returning(_counter.c.last_tag)
    ).scalar_one_or_none()
    if tag is None:
        work.connection.execute(insert(_counter), {"pass_type_identifier": pass_type, "last_tag": 1})
    return tag or 1


def _move(work: Work, tag: int, pass_ids: Collection[int]) -> None:
    """What the card is at comes from subqueries: joined to the cards, a planner may read all of them for a batch."""
    second = int(work.now().timestamp())
    card = select(_card.c.version).where(_card.c.id == _pass.c.card_id)
    design = select(_program.c.design_version).join(_card, _card.c.program_id == _program.c.id)
    work.connection.execute(
        update(_pass)
        .where(one_of(_pass.c.id, pass_ids))
        .values(
            pushed_version=card.scalar_subquery(),
            pushed_design=design.where(_card.c.id == _pass.c.card_id).scalar_subquery(),
            pushed_mark=_pass.c.marked,
            update_tag=tag,
            last_modified=case((_pass.c.last_modified < second, second), else_=_pass.c.last_modified + 1),
            due_since=None,
            updated_at=work.now(),
        )
    )


def _want(work: Work, tag: int, pass_ids: Collection[int], due_at: ColumnElement[datetime]) -> int:
    """Let the phones that hold these passes be told, not before `due_at`; who waits for Apple goes on waiting."""
    if not pass_ids:
        return 0
    holding = select(_registration.c.device_id).where(one_of(_registration.c.pass_id, pass_ids))
    held = select(_device.c.id).where(_device.c.id.in_(holding), _device.c.gone_at.is_(None))
    device_ids = work.connection.execute(held.order_by(_device.c.id).with_for_update()).scalars().all()
    is_sooner = or_(_device.c.push_due_at.is_(None), and_(_device.c.attempts == 0, _device.c.push_due_at > due_at))
    if device_ids:
        work.connection.execute(
            update(_device)
            .where(one_of(_device.c.id, device_ids))
            .values(
                wanted_tag=tag,
                push_due_at=case((is_sooner, due_at), else_=_device.c.push_due_at),
                updated_at=work.now(),
            )
        )
    return len(device_ids)


def _settle(work: Work, pass_ids: Collection[int]) -> None:
    if pass_ids:
        work.connection.execute(update(_pass).where(one_of(_pass.c.id, pass_ids)).values(due_since=None))
