"""Where an owner arrives after signing in."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as AnyResponse


def overview() -> AnyResponse:
    """The tablets, which is what the office is for until there are figures to show."""
    return redirect(url_for("merchant.devices"), code=303)
