"""One HTTP/2 connection that many requests share: no more of RFC 9113 than waking phones takes.

General clients spend five times as long on a push, most of it on what one kept connection to one host has no use for:
pools, redirects, cookies, a write of its own for each frame.
"""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError

GOODBYE_SECONDS = 2.0
_LARGEST_BODY = 10_000  # nothing that is worth reading is longer


class LineBroken(Exception):
    """The connection ended, or the server dropped the request; it may be asked again on another connection."""


class Response(NamedTuple):
    """What the server said; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True, kw_only=True)
class _Asked:
    answer: asyncio.Future[Response]
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Line(asyncio.Protocol):
    """The connection. Whoever asks waits where the server allows no more requests at once."""

    def __init__(self, authority: str) -> None:
        self.is_over, self._ended_by = False, ""
        self._authority = authority
        self._http = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._greeted, self._lost, self._has_room = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._asked: dict[int, _Asked] = {}
        self._will_flush = False

    @classmethod
    async def open(cls, url: str, context: ssl.SSLContext) -> Self:
        """A connection to the host of `url`, greeted by its server. Raises LineBroken and OSError, ssl's included."""
        host = urlsplit(url)
        context.set_alpn_protocols(["h2"])
        _, line = await asyncio.get_running_loop().create_connection(
            lambda: cls(host.netloc), host.hostname or "", host.port or 443, ssl=context
        )
        try:
            await line.greeted()
        except BaseException:
            line.drop()
            raise
        return line

    async def greeted(self) -> None:
        """Wait until the server said how many requests it takes at once: its first word."""
        await self._greeted.wait()
        if self.is_over:
            raise LineBroken(self._ended_by)

    async def post(self, path: str, headers: Sequence[tuple[str, str]], body: bytes) -> Response:
        """The answer to a request of a few bytes. Raises LineBroken."""
        while not self.is_over and len(self._asked) >= self._http.remote_settings.max_concurrent_streams:
            self._has_room.clear()
            await self._has_room.wait()
        if self.is_over:
            raise LineBroken(self._ended_by)
        stream = self._send(path, headers, body)
        asked = self._asked[stream] = _Asked(answer=self._loop.create_future())
        try:
            return await asked.answer
        finally:
            if self._asked.pop(stream, None):  # whoever asked has no patience left
                self._give_up(stream)
            self._has_room.set()

    async def close(self) -> None:
        """Say goodbye and end the connection."""
        if not self.is_over:
            self._http.close_connection()
            self._flush()
            self._end("closed")
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._lost.wait()
        except TimeoutError:
            self.drop()

    def drop(self) -> None:
        """End the connection without another word."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet the server."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._http.initiate_connection()
        self._flush()

    def data_received(self, data: bytes) -> None:
        """Hand the answers to those who wait for them."""
        try:
            for event in self._http.receive_data(data):
                self._handle(event)
        except ProtocolError as problem:
            self._end(f"{type(problem).__name__} of the server")
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody gets an answer any more."""
        self._end(str(exc or "the server hung up"))
        self._lost.set()

    def _send(self, path: str, headers: Sequence[tuple[str, str]], body: bytes) -> int:
        target = ((":method", "POST"), (":scheme", "https"), (":authority", self._authority), (":path", path))
        try:
            stream = self._http.get_next_available_stream_id()
            self._http.send_headers(stream, [*target, ("content-length", str(len(body))), *headers])
            self._http.send_data(stream, body, end_stream=True)
        except ProtocolError as problem:  # the server closes, allows no byte more, or all numbers are used up
            self._end(str(problem))
            raise LineBroken(str(problem)) from problem
        self._flush_soon()
        return stream

    def _handle(self, event: Event) -> None:
        match event:
            case RemoteSettingsChanged():
                self._greeted.set()
                self._has_room.set()
            case ResponseReceived(stream_id=int(stream), headers=headers) if asked := self._asked.get(stream):
                asked.headers = {str(name): str(value) for name, value in headers or ()}
            case DataReceived(stream_id=int(stream), data=data, flow_controlled_length=length):
                self._http.acknowledge_received_data(length or 0, stream)
                if (asked := self._asked.get(stream)) and len(asked.body) < _LARGEST_BODY:
                    asked.body += data or b""
            case StreamEnded(stream_id=int(stream)) if asked := self._waiting(stream):
                asked.answer.set_result(_response(asked))
            case StreamReset(stream_id=int(stream)) if asked := self._waiting(stream):
                asked.answer.set_exception(LineBroken("the server dropped the request"))
            case ConnectionTerminated():
                self._end("the server says goodbye")

    def _waiting(self, stream: int) -> _Asked | None:
        """Who waits for this answer, if not just now their patience ended."""
        asked = self._asked.get(stream)
        if asked is None or asked.answer.done():
            return None
        return self._asked.pop(stream)

    def _give_up(self, stream: int) -> None:
        with suppress(ProtocolError):  # the server answered or went in this very moment
            self._http.reset_stream(stream, ErrorCodes.CANCEL)
            self._flush_soon()

    def _flush_soon(self) -> None:
        """What is asked in one turn of the loop goes out in one write."""
        if not self._will_flush:
            self._will_flush = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._will_flush = False
        data = self._http.data_to_send()
        if data and self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def _end(self, reason: str) -> None:
        """Whoever waits hears of it; the first reason counts."""
        self.is_over, self._ended_by = True, self._ended_by or reason
        self._greeted.set()
        self._has_room.set()
        asked, self._asked = self._asked, {}
        for one in asked.values():
            if not one.answer.done():
                one.answer.set_exception(LineBroken(self._ended_by))
        if self._transport is not None:
            self._transport.close()


def _response(asked: _Asked) -> Response:
    status = asked.headers.get(":status", "")
    return Response(int(status) if status.isdigit() else 0, asked.headers, asked.body)
