"""Phones fetch a pass, or hear that theirs is the newest."""

from typing import Any

from flask import Response, request
from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from loyalty_app.api.apple.proof import not_proven, proven_pass
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.current_pass import MIME_TYPE, current_pass
from loyalty_app.wallets.configure import apple_wallet


class NotModified(Response):
    """An answer without a body that keeps its date: the framework takes it off, phones miss it (spec 6 B2)."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """The headers as they go out."""
        headers = super().get_wsgi_headers(environ)
        headers["Last-Modified"] = self.headers["Last-Modified"]
        return headers


def send_pass(pass_type: str, serial: str) -> Response:
    """200 with the pass, 304 for who has its newest date, 401 without the token (B125), 503 while none can be signed.

    Only our own last date, letter by letter, means that nothing changed; whatever else is sent gets the pass.
    """
    found, wallet = proven_pass(pass_type, serial), apple_wallet()
    if found is None or wallet is None:
        return not_proven()
    newest = http_date(found.last_modified)
    if found.is_level and request.headers.get("If-Modified-Since") == newest:
        return NotModified(status=304, headers={"Last-Modified": newest})
    if wallet.credentials.is_expired(clock.now()):
        # No phone takes what is signed now; it keeps what it has and asks again.
        return Response(status=503, headers={"Retry-After": "3600"})
    signed = current_pass(wallet, found)
    headers = {"Last-Modified": http_date(signed.last_modified)}
    return Response(signed.body, headers=headers, content_type=MIME_TYPE)
