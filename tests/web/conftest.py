"""What the tests of the HTML edge share."""

import pytest
from flask import Flask

from loyalty_app.edge.limits import Limits


@pytest.fixture(autouse=True)
def unhurried(app: Flask) -> None:
    """Every test counts its requests from zero: the counters live in this process, not in the database."""
    app.extensions["limits"] = Limits("memory://")
