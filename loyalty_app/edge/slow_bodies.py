"""A body arrives within seconds or is not waited for: who sends slowly, or never ends, holds nobody up (B009)."""

from asyncio import AbstractEventLoop, run_coroutine_threadsafe, timeout
from concurrent.futures import Future
from io import BytesIO
from time import monotonic
from typing import Protocol

from flask import request
from granian.rsgi import HTTPProtocol  # type: ignore[attr-defined]  # public, by its documentation

from loyalty_app.domain.errors import BodyTooSlow

SECONDS = 8
LARGE_SECONDS = 30
TOO_SLOW = "loyalty.body_too_slow"


class Body(Protocol):
    """What an application reads from."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at its end."""


def require_body_in_time() -> None:
    """Refuse body_too_slow to whoever did not send all of it in eight seconds."""
    if TOO_SLOW in request.environ:
        raise BodyTooSlow


async def whole_body(protocol: HTTPProtocol) -> bytes:
    """A body of a size that was said before; raises TimeoutError, and ProtocolError for one that breaks off."""
    async with timeout(SECONDS):
        return await protocol()


async def body_in_chunks(protocol: HTTPProtocol, most: int) -> bytes:
    """The same for one whose size nobody said; no more of it than one byte above `most`."""
    arrived = bytearray()
    async with timeout(SECONDS):
        async for chunk in protocol:
            arrived += chunk
            if len(arrived) > most:
                break
    return bytes(arrived[: most + 1])


class LargeBody:
    """A body that only its route wants to read, on the thread of that route, for thirty seconds in all."""

    def __init__(self, protocol: HTTPProtocol, loop: AbstractEventLoop) -> None:
        self._chunks, self._loop = protocol.__aiter__(), loop
        self._arrived = BytesIO()
        self._until = 0.0

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; refuses body_too_slow."""
        self._until = self._until or monotonic() + LARGE_SECONDS
        parts: list[bytes] = []
        while size < 0 or sum(map(len, parts)) < size:
            wanted = -1 if size < 0 else size - sum(map(len, parts))
            if part := self._arrived.read(wanted):
                parts.append(part)
            elif chunk := self._next():
                self._arrived = BytesIO(chunk)
            else:
                break
        return b"".join(parts)

    def _next(self) -> bytes:
        coming: Future[bytes] = run_coroutine_threadsafe(self._wait(), self._loop)
        try:
            return coming.result(max(0.0, self._until - monotonic()))
        except TimeoutError as problem:
            coming.cancel()
            raise BodyTooSlow from problem

    async def _wait(self) -> bytes:
        chunk: bytes = await anext(self._chunks, b"")
        return chunk
