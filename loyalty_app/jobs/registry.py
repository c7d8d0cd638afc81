"""All jobs by name, and how often each is due: one list."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from loyalty_app.jobs.clean_up import run_clean_up


class Run(Protocol):
    """Does the job and returns what it did in figures."""

    def __call__(self, *, dry_run: bool) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. Every run is safe to repeat: what is done is not due any more."""

    name: str
    every: timedelta
    run: Run


JOBS: dict[str, Job] = {job.name: job for job in (Job(name="clean-up", every=timedelta(hours=1), run=run_clean_up),)}
