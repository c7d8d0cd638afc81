"""The document that describes the API to programs."""

from typing import Any

from flask import current_app

from loyalty_app.api.calls import call
from loyalty_app.api.openapi import openapi_document


@call(dict[str, Any])
def describe_api() -> dict[str, Any]:
    """This document (OpenAPI 3.1)."""
    extensions = current_app.extensions
    if "openapi" not in extensions:
        extensions["openapi"] = openapi_document(current_app, base_url=extensions["settings"].base_url)
    document: dict[str, Any] = extensions["openapi"]
    return document
