"""`flask jobs` and `flask sweep`: what otherwise happens by itself."""

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from loyalty_app.cli.console import merchant_named
from loyalty_app.cli.printing import CommandGroup, fail, json_option, say
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.jobs.registry import JOBS
from loyalty_app.jobs.sweep import start_sweeping

jobs = CommandGroup("jobs", help="Jobs that otherwise run by themselves.")


@jobs.command("run")
@click.argument("name")
@click.option(
    "--merchant", "merchant_code", metavar="CODE", help="For its customers alone, where the job is about them."
)
@click.option("--dry-run", is_flag=True, help="Say what it would do.")
@json_option
def run(name: str, merchant_code: str | None, dry_run: bool, as_json: bool) -> None:
    """Run one job now."""
    job = JOBS.get(name) or fail(f"There is no job {name}. Jobs: {', '.join(sorted(JOBS))}", code=2)
    figures = job.run(dry_run=dry_run, merchant_id=merchant_named(merchant_code) if merchant_code else None)
    facts = {"job": name, "dry_run": dry_run, **figures}
    mark = "would be" if dry_run else "✓"
    say(facts, [f"{mark} {figure} {what.replace('_', ' ')}" for what, figure in figures.items()], as_json=as_json)


@click.command("sweep")
@with_appcontext
def sweep() -> None:
    """Keep everything due moving until told to stop."""
    over = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: over.set())
    click.echo("→ sweeping; Ctrl-C ends it")
    loops = start_sweeping(current_app._get_current_object(), is_over=over.is_set)  # type: ignore[attr-defined]  # noqa: SLF001  the proxy knows its app
    over.wait()
    doorbell.ring(*Due)
    for loop in loops:
        loop.join()
