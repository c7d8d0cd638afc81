"""Is it alive, can it serve, how is it doing: answers for machines that watch it."""

import shutil

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from loyalty_app.config import ROOT, Settings
from loyalty_app.db import db
from loyalty_app.queries.readiness import is_migrated, takes_changes

FREE_BYTES_NEEDED = 10**9


def livez() -> Response:
    """This process answers."""
    return jsonify(alive=True)


def readyz() -> tuple[Response, int]:
    """The database takes changes, all migrations ran, and there is room on the disk; 503 names what is missing."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    settings: Settings = current_app.extensions["settings"]
    place = settings.var_path if settings.var_path.exists() else ROOT
    checks = {
        "database_takes_changes": takes_changes(db.engine),
        "migrations_are_current": is_migrated(db.engine, ScriptDirectory.from_config(config)),
        "disk_has_room": shutil.disk_usage(place).free > FREE_BYTES_NEEDED,
    }
    ready = all(checks.values())
    return jsonify(ready=ready, **checks), 200 if ready else 503


def metrics() -> Response:
    """Figures for Prometheus, on this machine only: whoever comes through a proxy is told there is nothing."""
    forwarded = "Forwarded" in request.headers or "X-Forwarded-For" in request.headers
    if forwarded or request.remote_addr not in ("127.0.0.1", "::1"):
        abort(404)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
