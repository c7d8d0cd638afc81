"""A reader of each language, with the catalogues compiled from the files as they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel, force_locale

from loyalty_app.texts.locales import SUPPORTED
from tests.architecture.tree import REPOSITORY

Reading = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """`with reading("lb"): …` everything inside is said in Luxembourgish."""
    folder = tmp_path_factory.mktemp("translations")
    for source in (REPOSITORY / "translations").glob("*/LC_MESSAGES/messages.po"):
        compile_catalogue(source, folder / source.relative_to(REPOSITORY / "translations").with_suffix(".mo"))
    app = Flask("reader")
    Babel(app, default_translation_directories=str(folder))

    @contextmanager
    def read(language: str) -> Iterator[None]:
        with app.app_context(), force_locale(language):
            yield

    return read


@pytest.fixture(params=SUPPORTED)
def language(request: pytest.FixtureRequest, reading: Reading) -> Iterator[str]:
    """Each of our languages, the reader's while the test runs."""
    with reading(request.param):
        yield request.param


def compile_catalogue(source: Path, compiled: Path) -> None:
    compiled.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, compiled.open("wb") as out:
        write_mo(out, read_po(file, locale=source.parts[-3]))
