"""The server that `make run` and the image start, asked over a bare socket: odd heads and bodies hold nobody up."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from loyalty_app.edge.slow_bodies import SECONDS
from tests.api.tills import STORE, a_key, a_staff_session, a_token
from tests.databases import SECRETS, Kind, drop_database, new_database
from tests.factories import a_card, a_shop
from tests.servers import REPOSITORY, free_port

START_SECONDS = 60
MAKE_RUN = [sys.executable, "-c", "from tools.run import serve; from wsgi import app; serve(app)"]
HOST = b"Host: localhost\r\nConnection: close\r\n"
ASK = b"GET /livez HTTP/1.1\r\n" + HOST
# Whoever has no token hears so only after the body was looked at.
SEND = f"POST {STORE}/stamp HTTP/1.1\r\nContent-Type: application/json\r\n".encode() + HOST
SLOW = (4, 8)  # as many as there are threads to answer, and twice as many


def image() -> list[str]:
    """What the Dockerfile starts, on this machine alone."""
    command = re.search(r"^CMD exec (.+)$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE)
    assert command
    return ["/bin/sh", "-c", "exec " + re.sub(r"--host \S+", "--host 127.0.0.1", command[1])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server, and a shop in its books."""

    port: int
    token: str
    staff_session: str
    card_ids: tuple[int, ...]

    def stamp(self, card_id: int) -> bytes:
        """The request of a till that gives a stamp."""
        body = json.dumps({"card_id": card_id, "staff_session": self.staff_session}).encode()
        head = f"Authorization: Bearer {self.token}\r\nIdempotency-Key: {a_key()}\r\nContent-Length: {len(body)}"
        return SEND + head.encode() + b"\r\n\r\n" + body


@pytest.fixture(scope="module", params=["make run", "image"])
def server(
    request: pytest.FixtureRequest, make_app: Callable[..., Flask], run_directory: Path, worker: str
) -> Iterator[Served]:
    url = new_database(Kind.sqlite, f"{worker}_{request.param.replace(' ', '_')}", run_directory)
    with make_app(url).app_context():
        shop = a_shop()
        token, staff_session = a_token(shop), a_staff_session(shop.cashier.id)
        card_ids = tuple(a_card(shop).id for _ in SLOW)
    with serving(MAKE_RUN if request.param == "make run" else image(), url) as port:
        yield Served(port=port, token=token, staff_session=staff_session, card_ids=card_ids)
    drop_database(url)


@pytest.fixture
def port(server: Served) -> int:
    return server.port


@contextmanager
def serving(command: list[str], url: str) -> Iterator[int]:
    port = free_port()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **SECRETS, "DATABASE_URL": url, "PORT": str(port), "PATH": path}
    server = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_alive(port):
            assert server.poll() is None
            assert time.monotonic() < deadline
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def is_alive(port: int) -> bool:
    try:
        return status(told(port, ASK + b"\r\n", patience=1)) == 200
    except OSError:
        return False


def visiting(port: int, patience: float = 20) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=patience)


def told(port: int, *parts: bytes, patience: float = 20) -> bytes:
    """What comes back until the answer is whole or the server hangs up; parts are sent as far as they are taken."""
    with visiting(port, patience) as visitor:
        try:
            for part in parts:
                visitor.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has answered already and wants no more
        answer = b""
        try:
            while not is_whole(answer) and (more := visitor.recv(65536)):
                answer += more
        except ConnectionResetError:
            pass
        return answer


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    return bool(end) and length is not None and len(body) >= int(length[1])


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(b"X-Long: " + b"a" * 64 * 1024 + b"\r\n", 431, id="64-kb"),
        pytest.param(b"".join(b"X-%d: a\r\n" % number for number in range(500)), 431, id="500-headers"),
        pytest.param(b"X-Odd: a\rSet-Cookie: b\r\n", 400, id="cr"),
        pytest.param(b"X-Odd: a\r\n Set-Cookie: b\r\n", 400, id="folded"),
        pytest.param(b"X-Odd: a\0b\r\n", 400, id="nul"),
        pytest.param(b"X-Usual: " + b"a" * 8 * 1024 + b"\r\n", 200, id="8-kb-are-fine"),
    ],
)
def test_b019_a_head_that_is_too_large_or_broken_is_refused(port: int, head: bytes, expected: int) -> None:
    answer = told(port, ASK, head, b"\r\n")
    assert status(answer) == expected
    assert b"set-cookie" not in answer.lower()


def test_b009_ten_megabytes_are_refused_at_their_head(port: int) -> None:
    answer = told(port, SEND, b"Content-Length: 10485760\r\n\r\n", *[b"x" * 65536] * 160)
    assert status(answer) in (401, 413)  # a stranger is told to sign in before anything of it is read
    assert len(answer) < 10_000


def test_b009_ten_megabytes_in_chunks_are_not_taken(port: int) -> None:
    answer = told(port, SEND, b"Transfer-Encoding: chunked\r\n\r\n", *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 160)
    assert status(answer) in (401, 413)


def test_b009_what_follows_a_body_is_no_part_of_it_and_no_request(port: int) -> None:
    smuggled = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = told(port, SEND, b"Content-Length: 5\r\n\r\n", b'{"a":', smuggled, b"x" * 10_000_000)
    assert status(answer) == 401
    assert answer.count(b"HTTP/1.1 ") == 1


def test_b009_what_never_ends_is_not_waited_for_and_hung_up_on(port: int) -> None:
    unfinished = {
        "a head": b"GET /livez HTTP/1.1\r\nHost: loc",
        "chunks": SEND + b"Transfer-Encoding: chunked\r\n\r\n5\r\n" + b'{"a":\r\n',
        "less than promised": SEND + b"Content-Length: 100\r\n\r\n" + b'{"a":',
    }
    heard: dict[str, bytes] = {}
    with ExitStack() as stack:
        slow = {what: stack.enter_context(visiting(port)) for what in unfinished}
        for what, visitor in slow.items():
            visitor.sendall(unfinished[what])
        for what, visitor in slow.items():
            heard[what] = visitor.makefile("rb").read()
    assert SECONDS < 10
    assert heard.pop("a head") == b""
    for answer in heard.values():
        assert status(answer) == 408
        assert b"connection: close" in answer.lower()
        assert b'"body_too_slow"' in answer


@pytest.mark.parametrize("count", SLOW)
def test_b009_a_stamp_overtakes_bodies_that_never_end(server: Served, count: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(visiting(server.port)) for _ in range(count)]
        for visitor in slow:
            visitor.sendall(SEND + b"Content-Length: 100\r\n\r\n{")
        answer = told(server.port, server.stamp(server.card_ids[SLOW.index(count)]))
        assert status(answer) == 200, answer
        assert select.select(slow, [], [], 0)[0] == [], "the stamp waited until somebody else was given up"
