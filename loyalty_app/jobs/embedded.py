"""Without Redis and a process of its own, the loop runs in a thread of the web process."""

import threading

from flask import Flask

from loyalty_app.jobs.sweep import Sweep


def start_with_first_request(app: Flask) -> None:
    """Sweep from the first request on, in the process that answers it: a server may fork before it serves."""
    started = threading.Lock()

    def start() -> None:
        if started.acquire(blocking=False):
            threading.Thread(target=_sweep, args=(app,), name="sweep", daemon=True).start()

    app.before_request(start)


def _sweep(app: Flask) -> None:
    never = threading.Event()
    with app.app_context():
        Sweep().run_until(never.wait)
