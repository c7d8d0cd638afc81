"""A transaction that left something due wakes its loop once it is committed, and only then."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from loyalty_app.domain.errors import CardUnknown
from loyalty_app.doorbell import Doorbell, Due, doorbell
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSomething(Command):
    fails: bool = False


@operation
def leave_something(work: Work, command: LeaveSomething) -> Outcome:
    work.leaves_due(Due.MAILS)
    assert not has_rung(Due.MAILS)
    if command.fails:
        raise CardUnknown
    return Outcome()


def has_rung(due: Due) -> bool:
    return doorbell.wait(due, 0)


def test_a_commit_rings(app: Flask) -> None:
    for due in Due:
        has_rung(due)  # of earlier tests
    leave_something(LeaveSomething())
    assert (has_rung(Due.MAILS), has_rung(Due.MAILS), has_rung(Due.PASSES)) == (True, False, False)


def test_what_is_rolled_back_rings_nobody(app: Flask) -> None:
    has_rung(Due.MAILS)
    leave_something(LeaveSomething(dry_run=True))
    with pytest.raises(CardUnknown):
        leave_something(LeaveSomething(fails=True))
    assert not has_rung(Due.MAILS)


def test_rings_are_kept_until_somebody_waits_and_several_count_as_one() -> None:
    bell = Doorbell()
    bell.ring(Due.MAILS)
    bell.ring(Due.MAILS, Due.PASSES)
    assert [bell.wait(due, 0) for due in (Due.MAILS, Due.MAILS, Due.PASSES, Due.CHORES)] == [True, False, True, False]
