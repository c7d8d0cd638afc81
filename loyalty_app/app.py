"""The application factory: the only module that knows all others."""

from flask import Flask
from flask_migrate import Migrate

from loyalty_app import models  # noqa: F401  registers the tables
from loyalty_app.api.configure import configure_api
from loyalty_app.cli import register_commands
from loyalty_app.config import ROOT, Settings, read_settings
from loyalty_app.db import db, serving_options
from loyalty_app.demo.routes import register_demo
from loyalty_app.edge.gate import configure_gate
from loyalty_app.edge.headers import configure_headers
from loyalty_app.edge.limits import configure_limits
from loyalty_app.edge.logs import configure_logs
from loyalty_app.edge.paths import configure_paths
from loyalty_app.edge.policy import require_all_declared
from loyalty_app.mail.configure import configure_mail
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.wallets.configure import configure_wallets
from loyalty_app.web.configure import configure_web


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application, ready to serve or to run commands; raises SettingsError for a bad environment."""
    settings = settings or read_settings()
    app = Flask("loyalty_app", root_path=str(ROOT), static_folder=None, template_folder="templates")
    _configure_settings(app, settings)
    configure_logs(app, settings)
    _configure_database(app, settings)
    _configure_secrets(app, settings)
    _configure_wallets(app, settings)
    _configure_mail(app, settings)
    _configure_edges(app, settings)
    _configure_commands(app)
    return app


def _configure_settings(app: Flask, settings: Settings) -> None:
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=64 * 1024)
    app.extensions["settings"] = settings


def _configure_database(app: Flask, settings: Settings) -> None:
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=serving_options(settings.database_url),
    )
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_server_default=False)


def _configure_edges(app: Flask, settings: Settings) -> None:
    configure_paths(app)
    configure_headers(app)
    configure_limits(app, settings)
    configure_gate(app)
    _configure_api(app)
    _configure_web(app, settings)
    register_demo(app, settings)
    require_all_declared(app)


def _configure_api(app: Flask) -> None:
    configure_api(app)


def _configure_web(app: Flask, settings: Settings) -> None:
    configure_web(app, settings)


def _configure_commands(app: Flask) -> None:
    register_commands(app)


def _configure_wallets(app: Flask, settings: Settings) -> None:
    pass_tokens.configure(settings.fernet_keys)
    configure_wallets(app, settings)


def _configure_mail(app: Flask, settings: Settings) -> None:
    configure_mail(app, settings)


def _configure_secrets(_app: Flask, settings: Settings) -> None:
    pin_hashing.configure(settings.pin_pepper)
    mail_codes.configure(settings.secret_key)
