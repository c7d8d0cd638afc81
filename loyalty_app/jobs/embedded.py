"""Without Redis and a process of its own, the loops run in threads of the web process."""

import threading

from flask import Flask

from loyalty_app.jobs.sweep import start_sweeping


def start_with_first_request(app: Flask) -> None:
    """Sweep from the first request on, in the process that answers it: a server may fork before it serves."""
    started = threading.Lock()

    def start() -> None:
        if started.acquire(blocking=False):
            start_sweeping(app, is_over=_never)

    app.before_request(start)


def _never() -> bool:
    return False
