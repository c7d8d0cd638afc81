"""What a thread gets to answer: whole requests in the words of WSGI, and of a large body as much as it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from threading import Event
from typing import Any, cast

import pytest
from granian.rsgi import ProtocolError, Scope  # type: ignore[attr-defined]  # public, by its documentation

from loyalty_app.domain.errors import BodyTooSlow
from loyalty_app.edge import slow_bodies
from loyalty_app.edge.slow_bodies import TOO_SLOW
from loyalty_app.edge.waiting_room import WaitingRoom, environ_of

LARGEST = 100
Environ = dict[str, Any]


@dataclass(kw_only=True)
class Headers:
    pairs: tuple[tuple[str, str], ...]

    def items(self) -> tuple[tuple[str, str], ...]:
        return self.pairs


@dataclass(kw_only=True)
class Asked:
    """A request as granian hands it on."""

    headers: Headers
    method: str = "POST"
    path: str = "/store"
    query_string: str = ""
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:51234"


@dataclass(kw_only=True)
class Visitor:
    """Whoever sends the parts; after them comes the end, nothing more at all, or a connection that breaks off."""

    parts: tuple[bytes, ...] = ()
    then: str = "end"
    heard: list[tuple[int, list[tuple[str, str]], bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        return b"".join([part async for part in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.then == "nothing":
            await asyncio.Event().wait()
        if self.then == "breaks off":
            raise ProtocolError

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.heard.append((status, headers, body))

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.heard.append((status, headers, b""))


def scope(*headers: tuple[str, str], **values: Any) -> Scope:
    return cast(Scope, Asked(headers=Headers(pairs=headers), **values))


def serve(visitor: Visitor, *headers: tuple[str, str], read: Callable[[Environ], bytes] | None = None) -> list[Environ]:
    """What the application is called with; it answers with what `read` returns."""
    called: list[Environ] = []

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        called.append(environ)
        said = (read or whole)(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [said]

    asyncio.run(WaitingRoom(application, largest_body=LARGEST).__rsgi__(scope(*headers), cast(Any, visitor)))
    return called


def whole(environ: Environ) -> bytes:
    body: bytes = environ["wsgi.input"].read()
    return body


def test_a_process_that_begins_to_serve_prepares_itself_and_does_not_wait_for_it() -> None:
    goes_on, is_done = Event(), Event()

    def prepare() -> None:
        goes_on.wait()
        is_done.set()

    room = WaitingRoom(bool, largest_body=LARGEST, at_start=prepare)  # type: ignore[arg-type]  # nobody asks it
    loop = asyncio.new_event_loop()
    room.__rsgi_init__(loop)
    assert not is_done.is_set()
    goes_on.set()
    assert is_done.wait(5)
    WaitingRoom(bool, largest_body=LARGEST).__rsgi_init__(loop)  # type: ignore[arg-type]  # nothing to prepare
    loop.close()


def test_the_words_of_wsgi() -> None:
    environ = environ_of(
        scope(
            ("host", "shop.example"),
            ("content-type", "text/plain"),
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("accept", "text/html"),
            ("accept", "*/*"),
            path="/café",
            query_string="a=%20",
            client="[2001:db8::7]:51234",
        )
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café"
    assert (environ["QUERY_STRING"], environ["CONTENT_TYPE"]) == ("a=%20", "text/plain")
    assert (environ["HTTP_HOST"], environ["HTTP_COOKIE"]) == ("shop.example", "a=1; b=2")
    assert environ["HTTP_ACCEPT"] == "text/html,*/*"
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("2001:db8::7", "8000")


def test_s45_a_header_with_an_underscore_does_not_pass_for_another() -> None:
    environ = environ_of(scope(("x_forwarded_for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.7")))
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.7"
    assert "HTTP_X_FORWARDED_FOR" not in environ_of(scope(("x_forwarded_for", "203.0.113.9")))


def test_a_body_is_whole_before_it_is_answered() -> None:
    visitor = Visitor(parts=(b'{"a":', b"1}"))
    assert len(serve(visitor, ("content-length", "7"))) == 1
    assert visitor.heard == [(200, [("Content-Type", "text/plain")], b'{"a":1}')]


def test_a_body_in_chunks_has_a_size_from_here_on() -> None:
    visitor = Visitor(parts=(b"ab", b"c"))
    (environ,) = serve(visitor, ("transfer-encoding", "chunked"))
    assert (environ["CONTENT_LENGTH"], visitor.heard[0][2]) == ("3", b"abc")
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_b009_chunks_without_end_are_taken_as_far_as_they_are_too_many() -> None:
    visitor = Visitor(parts=(b"x" * 60,) * 3, then="nothing")
    (environ,) = serve(visitor, ("transfer-encoding", "chunked"))
    assert environ["CONTENT_LENGTH"] == str(LARGEST + 1)


@pytest.mark.parametrize("head", [("content-length", "50"), ("transfer-encoding", "chunked")])
def test_b009_who_sends_slowly_is_told_so_and_hung_up_on(
    monkeypatch: pytest.MonkeyPatch, head: tuple[str, str]
) -> None:
    monkeypatch.setattr(slow_bodies, "SECONDS", 0)
    visitor = Visitor(parts=(b"{",), then="nothing")
    (environ,) = serve(visitor, head)
    assert environ[TOO_SLOW]
    assert visitor.heard[0][2] == b""
    assert ("Connection", "close") in visitor.heard[0][1]


def test_who_hangs_up_in_the_middle_of_a_body_is_not_served() -> None:
    assert serve(Visitor(parts=(b"{",), then="breaks off"), ("content-length", "50")) == []


def test_a_large_body_is_read_as_far_as_its_route_wants() -> None:
    def first_ten(environ: Environ) -> bytes:
        read = environ["wsgi.input"].read
        return b"".join(read(size) for size in (4, 6))

    visitor = Visitor(parts=(b"abc", b"defgh", b"ijklm"), then="nothing")
    serve(visitor, ("content-length", "5000"), read=first_ten)
    assert visitor.heard[0][2] == b"abcdefghij"


def test_a_large_body_is_read_to_its_end() -> None:
    visitor = Visitor(parts=(b"x" * 300,) * 3)
    serve(visitor, ("content-length", "900"))
    assert visitor.heard[0][2] == b"x" * 900


def test_a_large_body_that_does_not_come_is_refused_by_its_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_bodies, "LARGE_SECONDS", 0.01)
    visitor = Visitor(parts=(b"x",), then="nothing")
    with pytest.raises(BodyTooSlow):
        serve(visitor, ("content-length", "900"))
