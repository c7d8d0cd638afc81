"""The real application for the load, with a trivial fragment beside it and with limits that count but never refuse."""

from __future__ import annotations

import os

from limits import RateLimitItem

from loyalty_app.app import create_app
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.policy import ANYONE, declare
from loyalty_app.edge.waiting_room import WaitingRoom

FRAGMENT = '<section id="card"><h1>{{ name }}</h1><p>{{ count }} of {{ target }}</p></section>'


class CountingOnly(Limits):
    """What counting costs stays in the figures; eight clients are faster than any shop."""

    def seconds_to_wait(self, item: RateLimitItem, *names: str) -> int:
        super().seconds_to_wait(item, *names)
        return 0


app = create_app()
template = app.jinja_env.from_string(FRAGMENT)
app.extensions["limits"] = CountingOnly("memory://")


def fragment() -> str:
    return template.render(name="Ana M.", count=7, target=10)


app.add_url_rule("/bench/fragment", endpoint="bench_fragment", view_func=fragment)
declare(app, "bench_fragment", ANYONE)
served = WaitingRoom(app, largest_body=app.config["MAX_CONTENT_LENGTH"], threads=int(os.environ["BENCH_THREADS"]))
