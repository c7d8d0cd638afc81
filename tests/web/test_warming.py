"""The first page waits for nothing: compiled templates are kept, the rest is loaded while nobody asks."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from loyalty_app.web import warming
from loyalty_app.web.warming import KeptTemplates, keep_compiled_templates, warm_up
from tests.factories import a_shop, settings_for
from tests.servers import REPOSITORY
from tests.web.storefront.phones import a_phone, words
from tests.web.tablets import COUNTER, an_open_tablet

LARGE = ("fpdf", "fontTools", "PIL")


class Compiling(jinja2.Environment):
    """Counts what it compiles."""

    def __init__(self, kept_in: Path, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # what the test says
        self.bytecode_cache = KeptTemplates(str(kept_in), self)
        self.compiled: list[str | None] = []

    def compile(self, source: object, name: str | None = None, *rest: object, **more: object) -> object:  # type: ignore[override]
        self.compiled.append(name)
        return super().compile(source, name, *rest, **more)  # type: ignore[call-overload]


def environment(kept_in: Path, source: str = "Hello {{ name }}", **options: object) -> Compiling:
    return Compiling(kept_in, loader=jinja2.DictLoader({"page.html": source}), **options)


def test_what_was_compiled_once_is_not_compiled_at_the_next_start(tmp_path: Path) -> None:
    first, next_start = environment(tmp_path), environment(tmp_path)
    assert first.get_template("page.html").render(name="Ana") == "Hello Ana"
    assert next_start.get_template("page.html").render(name="Eva") == "Hello Eva"
    assert (first.compiled, next_start.compiled) == (["page.html"], [])


def test_other_words_and_other_tools_are_compiled_anew(tmp_path: Path) -> None:
    environment(tmp_path).get_template("page.html")
    changed = environment(tmp_path, "Moien {{ name }}")
    assert changed.get_template("page.html").render(name="Ana") == "Moien Ana"
    extended = environment(tmp_path, extensions=["jinja2.ext.do"])
    extended.get_template("page.html")
    assert (changed.compiled, extended.compiled) == (["page.html"], ["page.html"])


def test_a_full_disk_costs_time_and_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jinja2.FileSystemBytecodeCache, "dump_bytecode", full)
    assert environment(tmp_path).get_template("page.html").render(name="Ana") == "Hello Ana"


def test_they_lie_where_nobody_else_reads_or_writes(app: Flask) -> None:
    settings = app.extensions["settings"]
    assert isinstance(app.jinja_env.bytecode_cache, KeptTemplates)
    assert (settings.var_path / "templates").stat().st_mode & 0o777 == 0o700


def test_a_server_that_may_write_nothing_does_without(tmp_path: Path) -> None:
    elsewhere = Flask(__name__)
    keep_compiled_templates(
        elsewhere, replace(settings_for("sqlite:///x", tmp_path), var_path=tmp_path / "not" / "there")
    )
    assert elsewhere.jinja_env.bytecode_cache is None


def test_after_warming_up_no_page_waits_for_a_template(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    loader, cache = app.jinja_env.loader, app.jinja_env.cache
    assert loader is not None
    assert cache is not None
    cache.clear()
    warm_up(app)
    asked: list[str] = []
    load = loader.load

    def noted(environment: jinja2.Environment, name: str, values: Any = None) -> jinja2.Template:
        asked.append(name)
        return load(environment, name, values)

    monkeypatch.setattr(loader, "load", noted)
    shop = a_shop()
    assert "Your card, right away" in words(a_phone(app, shop).page("enroll"))
    assert an_open_tablet(app, shop).get(COUNTER).status_code == 200
    assert asked == []


def test_a_database_that_is_down_is_no_reason_not_to_serve(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_down(*_arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("secret of the database"))

    monkeypatch.setattr(warming, "find_storefront", is_down)
    with capture_logs() as lines:
        warm_up(app)
    assert [(line["event"], line["problem"]) for line in lines] == [("warming_up", "OperationalError")]


def test_no_start_waits_for_what_draws_posters_and_pictures() -> None:
    look = f"import sys, loyalty_app.app; print([name for name in {LARGE} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", look], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
