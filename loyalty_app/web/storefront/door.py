"""The short link on the poster."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as AnyResponse


def short_link(store_code: str) -> AnyResponse:
    """From the poster to joining."""
    return redirect(url_for("storefront.enroll_form", store_code=store_code.lower()), code=302)
