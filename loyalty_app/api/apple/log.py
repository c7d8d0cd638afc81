"""Phones report what they did not like."""

import json
from typing import Any

from flask import Response, request

from loyalty_app.domain.device_reports import MOST_LINES, read_report
from loyalty_app.operations.note_device_reports import NoteDeviceReports, note_device_reports


def take_reports() -> Response:
    """200 whatever was sent, since phones understand nothing else; 413 above 64 KB (B126)."""
    try:
        said: Any = json.loads(request.get_data())
    except (ValueError, RecursionError):
        return Response(status=200)
    lines = said.get("logs") if isinstance(said, dict) else None
    reports = (
        tuple(read_report(line) for line in lines[:MOST_LINES] if isinstance(line, str))
        if isinstance(lines, list)
        else ()
    )
    if reports:
        note_device_reports(NoteDeviceReports(reports=reports))
    return Response(status=200)
