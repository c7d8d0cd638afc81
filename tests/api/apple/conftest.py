"""The web service for phones, with the certificates of the development authority."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from loyalty_app.edge.limits import Limits
from tests.conftest import app_on
from tests.databases import Kind
from tests.doubles.apple import BASE_URL, dev_apple


@pytest.fixture(params=list(Kind), name="app")
def apple_app(request: pytest.FixtureRequest, make_app: Callable[..., Flask], run_directory: Path) -> Iterator[Flask]:
    """The application with Apple Wallet configured, on either database."""

    def with_apple(url: str) -> Flask:
        return make_app(url, apple=dev_apple(run_directory), base_url=BASE_URL)

    yield from app_on(request, with_apple)


@pytest.fixture(autouse=True)
def unhurried(app: Flask) -> None:
    """Every test counts its requests from zero."""
    app.extensions["limits"] = Limits("memory://")
