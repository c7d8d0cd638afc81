"""The web service for phones, with the certificates of the development authority."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from loyalty_app.edge.limits import Limits
from tests.conftest import app_on
from tests.databases import Kind


@pytest.fixture(params=list(Kind), name="app")
def apple_app(request: pytest.FixtureRequest, make_apple_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application with Apple Wallet configured, on either database."""
    yield from app_on(request, make_apple_app)


@pytest.fixture(autouse=True)
def unhurried(app: Flask) -> None:
    """Every test counts its requests from zero."""
    app.extensions["limits"] = Limits("memory://")
