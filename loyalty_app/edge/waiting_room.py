"""Requests wait until they are whole, which costs next to nothing; only then one of the few threads takes them."""

from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Thread
from typing import Any

from granian.rsgi import HTTPProtocol, ProtocolError, Scope  # type: ignore[attr-defined]  # public, by its documentation

from loyalty_app.edge.slow_bodies import TOO_SLOW, Body, LargeBody, body_in_chunks, whole_body

THREADS = 4
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_ALWAYS = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


class WaitingRoom:
    """A WSGI application as granian calls it by RSGI: bodies arrive on the event loop, threads answer whole requests.

    A body that takes longer than eight seconds is not waited for: the application is told so, and the connection is
    closed. One that says it is larger than `largest_body` is left to its route, which refuses it or knows better.
    `at_start` runs in a thread of each process that serves, while the first requests may come already.
    """

    def __init__(
        self,
        application: Application,
        *,
        largest_body: int,
        threads: int = THREADS,
        at_start: Callable[[], None] | None = None,
    ) -> None:
        self._application, self._largest_body = application, largest_body
        self._at_start = at_start
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answering")

    def __rsgi_init__(self, _loop: AbstractEventLoop) -> None:
        """This process begins to serve."""
        if self._at_start is not None:
            Thread(target=self._at_start, name="warming up", daemon=True).start()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        loop, environ = get_running_loop(), environ_of(scope)
        try:
            environ["wsgi.input"] = await self._body(environ, protocol, loop)
        except ProtocolError:
            protocol.response_empty(400, [])  # whoever hung up does not hear it
            return
        except TimeoutError:
            environ |= {"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0", TOO_SLOW: True}
        await loop.run_in_executor(self._threads, self._answer, environ, protocol)

    async def _body(self, environ: Environ, protocol: HTTPProtocol, loop: AbstractEventLoop) -> Body:
        if environ.pop("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
            body = await body_in_chunks(protocol, self._largest_body)
            environ["CONTENT_LENGTH"] = str(len(body))  # known by now
            return BytesIO(body)
        length = environ.get("CONTENT_LENGTH", "")
        if not length.isdecimal() or int(length) == 0:
            return BytesIO()
        if int(length) > self._largest_body:
            return LargeBody(protocol, loop)
        return BytesIO(await whole_body(protocol))

    def _answer(self, environ: Environ, protocol: HTTPProtocol) -> None:
        """Run the application. Its answer leaves whole: no thread waits for somebody who reads slowly."""
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _problem: object = None) -> None:
            said[:] = [int(status[:3]), headers]

        parts = self._application(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", bool)()
        status, headers = said
        if TOO_SLOW in environ:  # what is left of the body would be taken for the next request
            headers = [*headers, ("Connection", "close")]
        protocol.response_bytes(status, headers, body)


def environ_of(scope: Scope) -> Environ:
    """What the server knows of a request, in the words of WSGI (PEP 3333)."""
    host, port = _address(scope.server)
    environ = _ALWAYS | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": _as_latin_1(scope.path),
        "QUERY_STRING": _as_latin_1(scope.query_string),
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "REMOTE_ADDR": _address(scope.client)[0],
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        _add_header(environ, name, value)
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    if "_" in name:  # X_Forwarded_For would pass for X-Forwarded-For
        return
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    separator = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value


def _address(place: str) -> tuple[str, str]:
    host, _, port = place.rpartition(":")
    return host.strip("[]"), port


def _as_latin_1(text: str) -> str:
    return text.encode().decode("latin-1")
