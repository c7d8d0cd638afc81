"""The embedded loop starts with the first request, once."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from loyalty_app.jobs import embedded


def test_the_first_request_starts_the_loop_and_no_other_does(monkeypatch: pytest.MonkeyPatch) -> None:
    swept, alone = threading.Event(), Flask(__name__)
    starts: list[Flask] = []

    def sweep(app: Flask, is_over: Callable[[], bool]) -> None:
        assert not is_over()
        starts.append(app)
        swept.set()

    monkeypatch.setattr(embedded, "start_sweeping", sweep)
    embedded.start_with_first_request(alone)
    for _ in range(3):
        alone.test_client().get("/")
    assert swept.wait(5)
    assert starts == [alone]
