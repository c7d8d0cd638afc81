"""The application as a whole."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.databases import Kind


def test_one_process_can_hold_several_applications(
    make_app: Callable[..., Flask], make_database: Callable[..., str]
) -> None:
    one, other = (make_app(make_database(Kind.sqlite, migrated=False)) for _ in range(2))
    assert one is not other
    assert one.url_map.bind("").match("/api/v1/store/loyalty/program")[0] in other.view_functions
