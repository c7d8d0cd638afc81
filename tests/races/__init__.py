"""Many at once: the same moment in as many threads, each with its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import Refusal


def at_once(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned, or the refusal it raised; all start together."""
    db.session.remove()  # the test's own connection must not stand in the way
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            try:
                return call()
            except Refusal as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
