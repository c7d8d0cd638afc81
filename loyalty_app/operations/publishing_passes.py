"""Publishing passes: what phones may fetch now, under which tag and date, and which phones are told (spec 6 B2).

Whoever publishes holds the passes first and then the counter of their type until the commit. So tags are committed
in the order they were given out: who has seen a tag has seen everything below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, case, insert, or_, select, update

from loyalty_app.models import (
    AppleDevice,
    AppleDeviceRegistration,
    AppleUpdateCounter,
    LoyaltyCard,
    LoyaltyProgram,
    WalletPass,
)
from loyalty_app.unit_of_work import Work

APPLE = "apple"
BULK_WINDOW = timedelta(seconds=60)  # spec 6 E7: a merchant who tries out colours wakes every phone once a minute

_pass = WalletPass.__table__
_card = LoyaltyCard.__table__
_program = LoyaltyProgram.__table__
_device = AppleDevice.__table__
_registration = AppleDeviceRegistration.__table__

OF_CARD = and_(_card.c.id == _pass.c.card_id, _program.c.id == _card.c.program_id)
CHANGED_ITSELF = or_(_pass.c.pushed_version < _card.c.version, _pass.c.pushed_mark < _pass.c.marked)
LAGS = or_(CHANGED_ITSELF, _pass.c.pushed_design < _program.c.design_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many passes got a new version, and how many phones shall hear of it."""

    passes: int
    devices: int


def publish(work: Work, pass_type: str, pass_ids: Sequence[int]) -> Published:
    """Publish those of these locked passes that lag behind their card; the others are just not due any more.

    The date of a pass only grows, by a second at least: two changes within one second have two dates.
    """
    lagging = _lagging(work.connection, pass_ids)
    devices = 0
    if lagging:
        tag = _next_tag(work, pass_type)
        _move(work, tag, [row.id for row in lagging])
        own = [row.id for row in lagging if row.changed_itself]
        devices = _want(work, tag, own, due_at=work.now(), after_rest_of=timedelta(0))
        by_design = [row.id for row in lagging if not row.changed_itself]
        devices += _want(work, tag, by_design, due_at=work.now(), after_rest_of=BULK_WINDOW)
    if len(lagging) < len(pass_ids):
        level = set(pass_ids) - {row.id for row in lagging}
        work.connection.execute(update(WalletPass).where(WalletPass.id.in_(level)).values(due_since=None))
    return Published(passes=len(lagging), devices=devices)
