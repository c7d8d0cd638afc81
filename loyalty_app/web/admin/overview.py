"""All merchants of the platform at a glance."""

from flask import Response

from loyalty_app.db import db
from loyalty_app.queries.merchants import list_merchants
from loyalty_app.web.admin.office import show


def overview() -> Response:
    """Every merchant with its program, stores and members."""
    return show("overview", merchants=list_merchants(db.session.connection()))
