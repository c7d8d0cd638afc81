"""What the first page needs is made ready while nobody waits for it: templates, catalogues, statements, pictures.

Compiled templates are kept under var/ for the next start; a server that cannot write there compiles them anew.
"""

import hashlib
from contextlib import suppress
from importlib import import_module

import jinja2
import structlog
from flask import Flask
from flask_babel import force_locale
from jinja2.bccache import Bucket
from sqlalchemy.exc import SQLAlchemyError

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.queries.storefront import find_storefront
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.locales import NAMES
from loyalty_app.unit_of_work import clock
from loyalty_app.web.assets import bundle_url
from loyalty_app.web.storefront.birthdays import months

# Whoever comes first comes by the poster, then to the counter.
_FIRST = ("storefront/enroll.html", "storefront/", "terminal/")
_BUNDLES = ("customer", "terminal", "phone", "office")
_LATER = ("loyalty_app.wallets.pictures.logo",)  # Pillow: the first logo asks for it
_log = structlog.get_logger(__name__)


class KeptTemplates(jinja2.FileSystemBytecodeCache):
    """Compiled templates as files. A full disk costs time, never a page."""

    def __init__(self, directory: str, environment: jinja2.Environment) -> None:
        super().__init__(directory)
        # What else decides how a template is compiled; its words and the Python are looked at anyway.
        self._made_by = f"{jinja2.__version__} {sorted(environment.extensions)}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name of the file."""
        return hashlib.sha256(f"{self._made_by} {name} {filename}".encode()).hexdigest()[:32]

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_compiled_templates(app: Flask, settings: Settings) -> None:
    """Keep compiled templates where this process may write; nobody else may, since it is code."""
    place = settings.var_path / "templates"
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return
    app.jinja_env.bytecode_cache = KeptTemplates(str(place), app.jinja_env)


def warm_up(app: Flask) -> None:
    """Make everything ready that the first pages would wait for. Changes nothing, and asks nobody but the database."""
    with app.app_context():
        _load_templates(app)
        for language in NAMES:
            with force_locale(language):
                gettext("Stamps")
                months()
        for name in _BUNDLES:
            bundle_url(f"{name}.css"), bundle_url(f"{name}.js")
        _ask_the_database()
        for name in _LATER:
            import_module(name)


def _load_templates(app: Flask) -> None:
    def place(name: str) -> int:
        return next((number for number, begins in enumerate(_FIRST) if name.startswith(begins)), len(_FIRST))

    for name in sorted(app.jinja_env.list_templates(), key=place):
        app.jinja_env.get_template(name)


def _ask_the_database() -> None:
    """Connect, and translate the statement that every customer's page begins with."""
    try:
        find_storefront(db.session.connection(), "", clock.now())
    except StoreUnknown:
        pass
    except SQLAlchemyError as problem:
        _log.warning("warming_up", problem=type(problem).__name__)
