"""The loop that keeps everything due moving. A job that fails is told and tried again when it is due next."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from loyalty_app.db import db
from loyalty_app.domain.errors import Refusal
from loyalty_app.jobs.registry import JOBS, Job
from loyalty_app.unit_of_work import clock

PAUSE_SECONDS = 5.0
_log = logging.getLogger(__name__)


class Sweep:
    """Runs jobs when they are due; in the beginning all are."""

    def __init__(self, jobs: Iterable[Job] = JOBS.values()) -> None:
        self._jobs = tuple(jobs)
        self._started_at: dict[str, datetime] = {}

    def run_until(self, is_over: Callable[[float], bool]) -> None:
        """Run due jobs again and again; `is_over(seconds)` waits that long and says whether to end."""
        while True:
            self.run_due()
            if is_over(PAUSE_SECONDS):
                return

    def run_due(self) -> list[str]:
        """Run what is due now; returns the names."""
        due = [job for job in self._jobs if self._is_due(job)]
        for job in due:
            self._started_at[job.name] = clock.now()
            self._run(job)
        return [job.name for job in due]

    def _is_due(self, job: Job) -> bool:
        before = self._started_at.get(job.name)
        return before is None or clock.now() - before >= job.every

    def _run(self, job: Job) -> None:
        try:
            figures = job.run(dry_run=False)
        except (Refusal, DBAPIError):
            _log.exception("job failed", extra={"job": job.name})
        else:
            _log.info("job done", extra={"job": job.name, "figures": figures})
        finally:
            db.session.remove()
