"""The sweep runs what is due, goes on after a failure, and ends when told."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from loyalty_app.domain.errors import Busy
from loyalty_app.jobs.registry import JOBS, Job
from loyalty_app.jobs.sweep import Sweep
from loyalty_app.unit_of_work import clock


class Counted:
    """A job that counts its runs and fails when told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.runs = 0
        self.fails = fails

    def __call__(self, *, dry_run: bool) -> dict[str, int]:
        assert not dry_run
        self.runs += 1
        if self.fails:
            raise Busy(retry_after_seconds=1)
        return {"runs": self.runs}


def a_job(run: Counted, *, hours: int = 1, name: str = "counted") -> Job:
    return Job(name=name, every=timedelta(hours=hours), run=run)


def test_a_job_runs_at_once_and_then_when_it_is_due(app: Flask) -> None:
    run = Counted()
    sweep = Sweep([a_job(run)])
    now = clock.now()
    for minutes, runs in ((0, 1), (59, 1), (61, 2), (62, 2), (122, 3)):
        with clock.moved_to(now + timedelta(minutes=minutes)):
            sweep.run_due()
        assert run.runs == runs


def test_a_job_that_fails_holds_up_nobody_and_comes_again(app: Flask) -> None:
    failing, other = Counted(fails=True), Counted()
    sweep = Sweep([a_job(failing, name="failing"), a_job(other)])
    sweep.run_due()
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        assert sweep.run_due() == ["failing", "counted"]
    assert (failing.runs, other.runs) == (2, 2)


def test_it_ends_when_told_and_not_before(app: Flask) -> None:
    run = Counted()
    answers = iter([False, False, True])
    Sweep([a_job(run, hours=0)]).run_until(lambda _seconds: next(answers))
    assert run.runs == 3


def test_the_real_jobs_run_on_an_empty_database(app: Flask) -> None:
    assert Sweep().run_due() == list(JOBS)
