"""All jobs by name, and how often each is due: one list."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from loyalty_app.doorbell import Due
from loyalty_app.jobs.clean_up import run_clean_up
from loyalty_app.jobs.draw_pictures import run_draw_pictures
from loyalty_app.jobs.send_notifications import run_send_notifications
from loyalty_app.jobs.sync_passes import run_sync_passes


class Run(Protocol):
    """Does the job, for one merchant alone where one is named, and returns what it did in figures."""

    def __call__(self, *, dry_run: bool, merchant_id: int | None = None) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. Every run is safe to repeat: what is done is not due any more.

    `every`: it runs that often by itself. `due`: whose loop it runs in, and which ring runs it at once.
    """

    name: str
    every: timedelta
    run: Run
    due: Due = Due.CHORES


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job(name="sync-passes", every=timedelta(seconds=1), run=run_sync_passes, due=Due.PASSES),
        Job(name="draw-pictures", every=timedelta(seconds=5), run=run_draw_pictures, due=Due.PICTURES),
        Job(name="clean-up", every=timedelta(hours=1), run=run_clean_up),
        Job(name="send-notifications", every=timedelta(seconds=1), run=run_send_notifications, due=Due.MAILS),
    )
}


def jobs_of(due: Due) -> tuple[Job, ...]:
    """The jobs of one loop."""
    return tuple(job for job in JOBS.values() if job.due == due)
