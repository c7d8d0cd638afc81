"""What `make run` does once everything is installed: migrate, load the demo into an empty database, serve.

The steps are the documented commands, run inside one process so that the application is loaded once; the server's
worker is forked from it. The server is granian with one process, in which a few threads answer: one writing process is
what SQLite likes best, and a slow PIN check (bcrypt frees the interpreter while it works) does not keep the next tap
waiting.
"""

from __future__ import annotations

import os
import socket
import sys

from flask import Flask
from flask.cli import ScriptInfo
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy import text
from sqlalchemy.engine import Engine

PROCESSES = 1
LARGEST_HEAD = 32 * 1024  # bytes; a head of more is answered 431 (B019). The Dockerfile says the same
HEAD_SECONDS = 8
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.setdefault("PORT", "8000"))


def main() -> None:
    """Everything before serving works or ends here with its own message."""
    if _taken(PORT):
        sys.exit(f"✗ Port {PORT} is in use. Choose another one: make run PORT={PORT + 1}")
    _offer_development_passes()
    from wsgi import app

    if code := _flask(app, "db", "upgrade"):
        sys.exit(code)
    if _is_empty(app):
        print("→ loading the demo shops and their last 90 days", flush=True)
        if code := _flask(app, "demo", "load"):
            sys.exit(code)
    else:
        _flask(app, "demo", "show")  # refuses where somebody's own shops live; serving goes on
    print(f"\n→ open http://localhost:{PORT} · Ctrl-C ends it", flush=True)
    serve(app)


def serve(app: Flask) -> None:
    """Serve until told to stop."""
    with app.app_context():
        _engine(app).dispose()  # the worker opens its own connections
    server = Server(
        "wsgi:served",
        address=HOST,
        port=PORT,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=PROCESSES,
        log_level=LogLevels.warning,
        http1_settings=HTTP1Settings(max_buffer_size=LARGEST_HEAD, header_read_timeout=HEAD_SECONDS * 1000),
    )
    server.serve()


def _offer_development_passes() -> None:
    """Sign passes with certificates of our own where nobody named others: the demo shows real ones."""
    from dotenv import load_dotenv

    from loyalty_app.config import ROOT, SettingsError, is_public_or_loopback, read_settings
    from loyalty_app.demo.apns.certificates import make_push_certificate
    from loyalty_app.demo.routes import is_playground
    from loyalty_app.unit_of_work import clock
    from loyalty_app.wallets.apple.dev_certificates import make_dev_certificates

    load_dotenv(ROOT / ".env")
    try:
        settings = read_settings()
    except SettingsError:
        return  # the application says it in a moment
    if settings.apple or not settings.is_embedded or not is_public_or_loopback(settings.base_url):
        return
    os.environ.update(make_dev_certificates(settings.var_path, clock.now()).settings)
    if is_playground(settings):  # its pushes go to the simulated phone of the demo
        os.environ.update(make_push_certificate(settings.var_path, clock.now()).settings(_free_port()))
    print("→ Apple Wallet signs with certificates for development: real iPhones do not accept its passes", flush=True)


def _flask(app: Flask, *arguments: str) -> int:
    """Run `flask …` here and return its exit code."""
    try:
        app.cli.main(args=list(arguments), prog_name="flask", obj=ScriptInfo(create_app=lambda: app))
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)


def _is_empty(app: Flask) -> bool:
    with app.app_context(), _engine(app).connect() as connection:
        return connection.execute(text("SELECT 1 FROM merchants LIMIT 1")).first() is None


def _engine(app: Flask) -> Engine:
    database = app.extensions["sqlalchemy"]
    engine: Engine = database.engine
    return engine


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    main()
