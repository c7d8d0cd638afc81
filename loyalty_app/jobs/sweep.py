"""The loops that keep everything due moving. A job that fails is told and tried again when it is due next."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.jobs.registry import Job, jobs_of
from loyalty_app.unit_of_work import clock

PAUSE_SECONDS = 1.0
_log = logging.getLogger(__name__)


class Sweep:
    """Runs the jobs of one kind when they are due, and at once when its bell rings; in the beginning all are due."""

    def __init__(self, due: Due, jobs: Iterable[Job] | None = None) -> None:
        self._due = due
        self._jobs = jobs_of(due) if jobs is None else tuple(jobs)
        self._started_at: dict[str, datetime] = {}

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Run due jobs again and again until it is over; a ring wakes it early, also to see that it is."""
        has_rung = False
        while not is_over():
            self.run_due(has_rung=has_rung)
            has_rung = doorbell.wait(self._due, PAUSE_SECONDS)

    def run_due(self, *, has_rung: bool = False) -> list[str]:
        """Run what is due now, everything after a ring; returns the names."""
        due = [job for job in self._jobs if has_rung or self._is_due(job)]
        for job in due:
            self._started_at[job.name] = clock.now()
            self._run(job)
        return [job.name for job in due]

    def _is_due(self, job: Job) -> bool:
        before = self._started_at.get(job.name)
        return before is None or not timedelta(0) <= clock.now() - before < job.every  # a clock may be set back

    def _run(self, job: Job) -> None:
        try:
            figures = job.run(dry_run=False)
        except Exception:  # noqa: BLE001  the edge of a job, like that of a request: no mistake may end the loop
            _log.exception("job failed", extra={"job": job.name})
        else:
            # Some run every second: that there was nothing to do is no news.
            level = logging.INFO if any(figures.values()) else logging.DEBUG
            _log.log(level, "job done", extra={"job": job.name, "figures": figures})
        finally:
            db.session.remove()


def start_sweeping(app: Flask, is_over: Callable[[], bool]) -> list[threading.Thread]:
    """One loop for each kind of due thing that has jobs, each in a thread of its own."""
    threads = [
        threading.Thread(target=_sweep, args=(app, due, is_over), name=f"sweep {due}", daemon=True)
        for due in Due
        if jobs_of(due)
    ]
    for thread in threads:
        thread.start()
    return threads


def _sweep(app: Flask, due: Due, is_over: Callable[[], bool]) -> None:
    with app.app_context():
        Sweep(due).run_until(is_over)
