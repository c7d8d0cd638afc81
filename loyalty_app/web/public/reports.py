"""What browsers report about our pages, and where people report about us."""

from datetime import timedelta
from typing import Any

import structlog
from flask import Response, current_app, request

from loyalty_app.config import Settings
from loyalty_app.unit_of_work import clock

_LONGEST = 300
_log = structlog.get_logger(__name__)


def csp_reports() -> tuple[str, int]:
    """Note what a browser refused to load on one of our pages; each one is a fault of ours or an attack."""
    body = request.get_json(force=True, silent=True)
    for report in body if isinstance(body, list) else [body]:
        _log.warning("csp_report", **_facts(report))
    return "", 204


def security_txt() -> Response:
    """How to tell us about a weakness (RFC 9116); always good for another year."""
    settings: Settings = current_app.extensions["settings"]
    expires = (clock.now() + timedelta(days=364)).replace(hour=0, minute=0, second=0, microsecond=0)
    host = settings.base_url.split("://", 1)[1].split("/")[0].split(":")[0]
    lines = (
        f"Contact: mailto:security@{host}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Canonical: {settings.base_url.rstrip('/')}/.well-known/security.txt",
        "Preferred-Languages: en, fr, de, lb",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _facts(report: object) -> dict[str, str]:
    """The few harmless words of a report: browsers, and whoever pretends to be one, may send anything."""
    if not isinstance(report, dict):
        return {"report": "unreadable"}
    inner: Any = report.get("csp-report") or report.get("body") or {}
    if not isinstance(inner, dict):
        return {"report": "unreadable"}
    names = ("document-uri", "violated-directive", "effective-directive", "blocked-uri", "source-file", "line-number")
    return {name.replace("-", "_"): str(inner[name])[:_LONGEST] for name in names if name in inner}
