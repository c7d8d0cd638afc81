"""What a till says of the time: nothing that has not been yet, nothing too old to have been kept for repeating."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.unit_of_work import clock
from tests.api.bad_inputs import Scene, a_scene
from tests.api.digest import tables


def at(scene: Scene, offset: timedelta, way: str) -> tuple[int, str | None, list[str]]:
    moment = (clock.now() + offset).isoformat()
    answer = scene.stamp(happened_at=moment) if way == "stamp" else scene.points(happened_at=moment)
    assert answer.json is not None
    fields = [error["field"] for error in answer.json.get("errors", ())]
    return answer.status_code, answer.json.get("code"), fields


@pytest.mark.parametrize("way", ["stamp", "points"])
@pytest.mark.parametrize("offset", [timedelta(minutes=6), timedelta(days=60_000), -timedelta(days=31)])
def test_what_was_not_or_long_ago_is_refused(app: Flask, way: str, offset: timedelta) -> None:
    scene = a_scene(app)
    before = tables(app)
    assert at(scene, offset, way) == (422, "date_invalid", ["happened_at"])
    assert tables(app) == before


@pytest.mark.parametrize("way", ["stamp", "points"])
@pytest.mark.parametrize("offset", [timedelta(minutes=4), -timedelta(hours=3), -timedelta(days=29)])
def test_a_clock_a_little_ahead_and_a_late_report_are_taken(app: Flask, way: str, offset: timedelta) -> None:
    assert at(a_scene(app), offset, way)[0] == 200
