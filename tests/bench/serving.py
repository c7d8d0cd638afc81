"""The real server in a process of its own, and the clients that ask it."""

from __future__ import annotations

import http.client
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import Order, as_json
from tests.bench.processor import processor_seconds
from tests.databases import SECRETS
from tests.servers import Run, free_port, locked, running_postgres

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 180  # of a machine that has much else to do
STOP_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server; `card_ids` are what random cards are taken from, `pids` server and database."""

    port: int
    pids: tuple[int, ...]
    token: str
    card_ids: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What clients saw: requests per second, and milliseconds that half and 99 of 100 took at most.

    `processor_ms`: what one request cost server and database together.
    """

    per_second: float
    p50_ms: float
    p99_ms: float
    processor_ms: float | None = None


@contextmanager
def served(url: str, directory: Path, *, token: str, card_ids: range, processes: int, threads: int) -> Iterator[Served]:
    """Serve the application on `url` by granian, as `make run` does; its log goes to a file, as in production."""
    port = free_port()
    log = directory / f"server-{port}.log"
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "rsgi", "tests.bench.served:served",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(processes),
        "--http", "1", "--no-ws", "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, **SECRETS, "DATABASE_URL": url, "LOYALTY_BASE_URL": f"http://localhost:{port}"}
    environment |= {"BENCH_THREADS": str(threads)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        if not _answers(server, port):
            sys.exit(f"✗ the server did not start:\n{log.read_text(errors='replace')[-3000:]}")
        pids = (server.pid, *database_pids(url, directory))
        yield Served(port=port, pids=pids, token=token, card_ids=card_ids)
    finally:
        _stop(server)


@contextmanager
def durable_postgres(run: Run) -> Iterator[None]:
    """The run's PostgreSQL is one that really writes."""
    directory = run.directory / "durable"
    directory.mkdir(mode=0o711)
    directory.chmod(0o711)
    with running_postgres(directory, durable=True) as sockets:
        with locked(run.directory / "postgres.lock"):
            (run.directory / "postgres.address").write_text(sockets)
        yield


def asked(server: Served, path: str, body: str, *, clients: int, seconds: float) -> Rate:
    """The rate at which `clients` get 200; `body` empty asks by GET."""
    headers = {"Authorization": f"Bearer {server.token}"}
    order = Order(
        port=server.port,
        clients=clients,
        seconds=seconds,
        warm_up_seconds=min(1.0, seconds / 3),
        method="POST" if body else "GET",
        path=path,
        headers=headers | ({"Content-Type": "application/json"} if body else {}),
        body=body,
        first_card=server.card_ids[0],
        last_card=server.card_ids[-1],
    )
    before = processor_seconds(*server.pids)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        cwd=REPOSITORY, input=as_json(order), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"✗ {path}: {done.stderr}")
    after = processor_seconds(*server.pids)
    answers = json.loads(done.stdout)
    latencies = sorted(answers["latencies"])
    return Rate(
        per_second=len(latencies) / seconds,
        p50_ms=_share(latencies, 0.5) * 1000,
        p99_ms=_share(latencies, 0.99) * 1000,
        processor_ms=None if before is None or after is None else (after - before) * 1000 / answers["asked"],
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask it to end; one that is still starting its workers hears nothing, and takes them along when it is ended."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def database_pids(url: str, directory: Path) -> tuple[int, ...]:
    """The server of the durable PostgreSQL; SQLite works within its caller."""
    if url.startswith("sqlite"):
        return ()
    return (int((directory / "durable" / "data" / "postmaster.pid").read_text().split()[0]),)


def _share(latencies: list[float], share: float) -> float:
    return latencies[max(0, math.ceil(len(latencies) * share) - 1)]


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the first good answer; False once the server is gone or it took too long."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/bench/fragment")
            return connection.getresponse().status == 200
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    return False
