"""A loop runs what is due, at once after a ring, goes on after a failure, and ends when told."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.domain.errors import Busy
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.jobs import sweep as sweeping
from loyalty_app.jobs.registry import JOBS, Job, jobs_of
from loyalty_app.jobs.sweep import Sweep, start_sweeping
from loyalty_app.unit_of_work import clock


class Counted:
    """A job that counts its runs and fails when told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.runs = 0
        self.fails = fails
        self.has_run_again = threading.Event()

    def __call__(self, *, dry_run: bool, merchant_id: int | None = None) -> dict[str, int]:
        assert (dry_run, merchant_id) == (False, None)
        self.runs += 1
        if self.runs > 1:
            self.has_run_again.set()
        if self.fails:
            raise Busy(retry_after_seconds=1)
        return {"runs": self.runs}


def a_job(run: Counted, *, hours: int = 1, name: str = "counted") -> Job:
    return Job(name=name, every=timedelta(hours=hours), run=run)


def test_a_job_runs_at_once_and_then_when_it_is_due(app: Flask) -> None:
    run = Counted()
    sweep = Sweep(Due.CHORES, [a_job(run)])
    now = clock.now()
    for minutes, runs in ((0, 1), (59, 1), (61, 2), (62, 2), (122, 3)):
        with clock.moved_to(now + timedelta(minutes=minutes)):
            sweep.run_due()
        assert run.runs == runs


def test_a_clock_that_is_set_back_stops_no_job(app: Flask) -> None:
    run = Counted()
    sweep = Sweep(Due.CHORES, [a_job(run)])
    now = clock.now()
    for hours, runs in ((0, 1), (-5, 2), (-4.9, 2), (-3.9, 3)):
        with clock.moved_to(now + timedelta(hours=hours, seconds=1)):
            sweep.run_due()
        assert run.runs == runs


def test_a_ring_runs_it_before_its_time(app: Flask) -> None:
    run = Counted()
    sweep = Sweep(Due.MAILS, [a_job(run)])
    assert sweep.run_due() == ["counted"]
    assert sweep.run_due() == []
    assert sweep.run_due(has_rung=True) == ["counted"]


def test_a_job_that_fails_holds_up_nobody_and_comes_again(app: Flask) -> None:
    failing, other = Counted(fails=True), Counted()
    sweep = Sweep(Due.CHORES, [a_job(failing, name="failing"), a_job(other)])
    sweep.run_due()
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        assert sweep.run_due() == ["failing", "counted"]
    assert (failing.runs, other.runs) == (2, 2)


def test_it_ends_when_told_and_not_before(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PAUSE_SECONDS", 0)
    run = Counted()
    answers = iter([False, False, False, True])
    Sweep(Due.CHORES, [a_job(run, hours=0)]).run_until(lambda: next(answers))
    assert run.runs == 3


def test_every_kind_that_has_jobs_gets_a_loop_of_its_own_that_a_ring_wakes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PAUSE_SECONDS", 60)
    over, runs = threading.Event(), {due: Counted() for due in Due}
    monkeypatch.setattr(sweeping, "jobs_of", lambda due: (a_job(runs[due], name=due),))
    loops = start_sweeping(app, is_over=over.is_set)
    assert [loop.name for loop in loops] == [f"sweep {due}" for due in Due]
    doorbell.ring(*Due)
    assert all(run.has_run_again.wait(10) for run in runs.values())
    over.set()
    doorbell.ring(*Due)
    for loop in loops:
        loop.join(10)
        assert not loop.is_alive()


def test_the_real_jobs_run_on_an_empty_database(app: Flask) -> None:
    names = [name for due in Due for name in Sweep(due).run_due()]
    assert sorted(names) == sorted(JOBS) == sorted(job.name for due in Due for job in jobs_of(due))
