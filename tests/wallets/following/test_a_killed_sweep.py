"""The real process that publishes and pushes is killed at the worst moment; the next one makes up for it (I10)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest
from sqlalchemy import select

from loyalty_app.config import ROOT, Settings
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.models import AppleDevice
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from tests.conftest import on_databases
from tests.databases import Kind
from tests.doubles.apns import Apns, Push, Reply
from tests.doubles.apple import dev_files
from tests.operations.passes import phone, set_phone
from tests.wallets.following.scene import Scene

# SQLite is one process's: there the sweep is a thread of the web process and dies with it.
app = on_databases(Kind.postgresql)

LONG_ENOUGH_SECONDS = 120  # for a process to start on a busy machine; nothing waits that long when all is well
Sweep = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def sweep(scene: Scene, run_directory: Path) -> Iterator[Sweep]:
    """`sweep()`: a real `flask sweep` on the test's database; what still runs in the end is killed."""
    settings: Settings = scene.app.extensions["settings"]
    environment = os.environ | dev_files(run_directory).settings
    environment |= {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "LOYALTY_PIN_PEPPER": settings.pin_pepper,
        "LOYALTY_FERNET_KEYS": ",".join(settings.fernet_keys),
        "LOYALTY_BASE_URL": settings.base_url,
        "LOYALTY_APNS_URL": scene.apns.url,
        "LOYALTY_APNS_CA_PATH": str(scene.apns.authority_path),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "sweep"]
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@contextmanager
def arriving(apns: Apns) -> Iterator[SimpleQueue[Push]]:
    """The pushes as they come in."""
    pushes: SimpleQueue[Push] = SimpleQueue()
    answer = apns.server.answer

    def note(push: Push) -> Reply:
        said = answer(push)
        pushes.put(push)
        return said

    apns.server.answer = note
    try:
        yield pushes
    finally:
        apns.server.answer = answer


@pytest.mark.slow
def test_i10_a_sweep_killed_between_push_and_bookkeeping_repeats_it_and_loses_nothing(
    scene: Scene, sweep: Sweep
) -> None:
    token = scene.phone.push_token
    card = CardReference(card_id=scene.card_id)
    scene.apns.script = {token: [Reply(hangs=True)]}  # Apple has it; the answer is still under way
    with arriving(scene.apns) as pushes:
        earn_points(EarnPoints(actor=scene.shop.actor(), card=card, purchase_amount_cents=990))
        killed = sweep()
        assert pushes.get(timeout=LONG_ENOUGH_SECONDS).token == token
        killed.kill()
        assert killed.wait() == -9
        left = phone(_device_id(token))
        assert left.pushed_tag < left.wanted_tag  # nobody wrote down what became of it …
        assert left.leased_until is not None  # … and for a minute nobody else asks
        scene.apns.script = {}
        set_phone(left.id, leased_until=clock.now() - timedelta(seconds=1))
        earn_points(EarnPoints(actor=scene.shop.actor(), card=card, purchase_amount_cents=1_250))
        next_one = sweep()
        assert pushes.get(timeout=LONG_ENOUGH_SECONDS).token == token
        next_one.terminate()
        assert next_one.wait(timeout=LONG_ENOUGH_SECONDS) == 0
    told = phone(left.id)
    assert (told.pushed_tag, told.leased_until, told.attempts) == (told.wanted_tag, None, 0)
    scene.look()
    assert scene.shown() == scene.in_the_ledger()
    assert [push.token for push in scene.apns.journal] == [token, token]
    assert scene.phone.log.lines == []


def _device_id(token: str) -> int:
    db.session.rollback()
    return db.session.execute(select(AppleDevice.id).where(AppleDevice.push_token == token)).scalar_one()
