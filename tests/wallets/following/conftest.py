"""An application that pushes to the push service of the tests, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from loyalty_app.wallets.apple.loop import AppleLoop
from tests.conftest import on_databases
from tests.databases import Kind
from tests.doubles.apns import Apns, Tokens, running_apns
from tests.doubles.apple import dev_apple, dev_files
from tests.wallets.following.scene import Scene, a_scene, in_a_thread

app = on_databases(*Kind)


@pytest.fixture(scope="session")
def push_service(run_directory: Path, worker: str) -> Iterator[Apns]:
    """One push service for all tests of this worker."""
    directory = run_directory / f"apns-{worker}"
    directory.mkdir()
    files = dev_files(run_directory)
    with running_apns(directory, files.root.read_bytes(), files.intermediate.read_bytes()) as service:
        yield service


@pytest.fixture
def apns(push_service: Apns) -> Apns:
    """The push service as it is in the beginning: it knows nobody, and nothing came in."""
    push_service.tokens = Tokens()
    push_service.script.clear()
    push_service.journal.clear()
    return push_service


@pytest.fixture(scope="session")
def lines_to_apple(push_service: Apns) -> Iterator[list[AppleLoop]]:
    """The loops whose connections are ended before the push service is."""
    loops: list[AppleLoop] = []
    yield loops
    for loop in loops:
        in_a_thread(loop.close)


@pytest.fixture
def make_app(
    make_app: Callable[..., Flask], push_service: Apns, lines_to_apple: list[AppleLoop], run_directory: Path
) -> Callable[..., Flask]:
    """The application with Apple Wallet configured."""
    apple = replace(dev_apple(run_directory), apns_url=push_service.url, apns_ca_path=push_service.authority_path)

    def make(url: str, **settings: object) -> Flask:
        app = make_app(url, apple=apple, **settings)
        if (loop := app.extensions["apple_loop"]) not in lines_to_apple:
            lines_to_apple.append(loop)
        return app

    return make


@pytest.fixture
def scene(app: Flask, apns: Apns, run_directory: Path) -> Scene:
    """A shop, a card, and a phone that added its pass."""
    return a_scene(app, apns, run_directory)
