"""Waking phones by Apple's push service: HTTP/2 with the pass certificate, one kept connection (spec 6 B3)."""

import asyncio
import json
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Any, Self

from loyalty_app.wallets.apple.http2_line import Line, LineBroken, Response

AT_ONCE = 100  # streams on the one connection
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 10.0
PUSH_SECONDS = 20.0  # for one push by the clock, connecting and a second try included: two turns are within a lease
_UNKNOWN_TOKEN = frozenset({"BadDeviceToken"})
_BODY = b"{}"  # anything more is ignored


class Answer(StrEnum):
    """What became of one push."""

    DELIVERED = "delivered"
    TOKEN_BAD = "token_bad"  # noqa: S105  Apple knows no such phone
    UNREGISTERED = "unregistered"  # nobody is there since a moment that Apple names
    LATER = "later"  # Apple is busy or broken
    FAULT = "fault"  # only the operator can mend it: certificate, topic, request
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The answer to one push. `reason` is Apple's word or ours; `since` goes with `UNREGISTERED`."""

    answer: Answer
    reason: str | None = None
    since: datetime | None = None
    retry_after_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushIdentity:
    """As whom we push: the pass type and the files of its certificate; `ca_path` None trusts the usual authorities."""

    topic: str
    url: str
    certificate_path: Path
    key_path: Path
    key_password: str | None
    ca_path: Path | None


class Apns:
    """The connection to Apple. It opens with the first push, stays open, and opens anew after a failure.

    For one thread at a time; close it in the end.
    """

    def __init__(self, identity: PushIdentity) -> None:
        self._identity = identity
        self._headers = (
            ("apns-topic", identity.topic),
            ("apns-push-type", "background"),
            ("apns-priority", "5"),
        )
        self._runner = asyncio.Runner()
        self._line: Line | None = None
        self._opening: asyncio.Task[Line] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def push(self, tokens: Sequence[str]) -> list[Pushed]:
        """Tell these phones that something changed; one answer for each, in their order. Raises nothing."""
        return self._runner.run(self._push_all(tokens))

    def close(self) -> None:
        """End the connection."""
        self._runner.run(self._hang_up())
        self._runner.close()

    async def _push_all(self, tokens: Sequence[str]) -> list[Pushed]:
        free = asyncio.Semaphore(AT_ONCE)

        async def push_one(token: str) -> Pushed:
            async with free, asyncio.timeout(PUSH_SECONDS):
                return await self._push(token)

        said = await asyncio.gather(*map(push_one, tokens), return_exceptions=True)
        answers = [_surprise(one) if isinstance(one, BaseException) else one for one in said]
        if any(answer.answer is Answer.UNREACHABLE for answer in answers):
            await self._hang_up()
        return answers

    async def _push(self, token: str) -> Pushed:
        """A push that Apple's goodbye cut off goes out once more, on the next connection."""
        try:
            return await self._ask(token)
        except LineBroken:
            pass
        try:
            return await self._ask(token)
        except LineBroken as problem:
            return _unreachable(problem)

    async def _ask(self, token: str) -> Pushed:
        try:
            line = await self._open_line()
        except _FilesUnusable as problem:
            return Pushed(answer=Answer.FAULT, reason=f"certificate files: {problem}")
        except OSError as problem:
            return _unreachable(problem)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return read_answer(await line.post(f"/3/device/{token}", self._headers, _BODY))
        except TimeoutError:
            return Pushed(answer=Answer.UNREACHABLE, reason="no answer")

    async def _open_line(self) -> Line:
        """The connection; where there is none, all who need it wait for the same new one."""
        if self._line is not None and not self._line.is_over:
            return self._line
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._connected())
        self._line = await asyncio.shield(self._opening)
        return self._line

    async def _connected(self) -> Line:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await Line.open(self._identity.url, _tls_context(self._identity))

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()


class _FilesUnusable(Exception):
    """What the operator put down as certificate, key or authority cannot be used."""


def _tls_context(identity: PushIdentity) -> ssl.SSLContext:
    try:
        trusted = ssl.create_default_context(cafile=identity.ca_path)
        _load_certificate(trusted, identity)
    except OSError as problem:  # the errors of ssl as well
        raise _FilesUnusable(_first_line(problem)) from problem
    return trusted


def _load_certificate(trusted: ssl.SSLContext, identity: PushIdentity) -> None:
    """As PEM, which is all that TLS reads here: Apple hands the certificate out as DER."""
    content = identity.certificate_path.read_bytes()
    if b"-----BEGIN" in content:
        trusted.load_cert_chain(identity.certificate_path, identity.key_path, identity.key_password)
        return
    with NamedTemporaryFile(suffix=".pem") as written:
        written.write(ssl.DER_cert_to_PEM_cert(content).encode())
        written.flush()
        trusted.load_cert_chain(written.name, identity.key_path, identity.key_password)


def _surprise(problem: BaseException) -> Pushed:
    """Nothing that happens to one push may cost the others their answers; told by its kind, which names no token."""
    if not isinstance(problem, Exception):
        raise problem
    return Pushed(answer=Answer.UNREACHABLE, reason=type(problem).__name__)


def read_answer(response: Response) -> Pushed:
    """What Apple's answer means for the phone: only two of them say that nobody is there any more."""
    if response.status == HTTPStatus.OK:
        return Pushed(answer=Answer.DELIVERED)
    said = _said(response)
    reason = str(said.get("reason") or f"status {response.status}")[:100]
    if response.status == HTTPStatus.GONE:
        return Pushed(answer=Answer.UNREGISTERED, reason=reason, since=_moment(said.get("timestamp")))
    if reason in _UNKNOWN_TOKEN:
        return Pushed(answer=Answer.TOKEN_BAD, reason=reason)
    if response.status == HTTPStatus.TOO_MANY_REQUESTS or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Pushed(answer=Answer.LATER, reason=reason, retry_after_seconds=_seconds(response))
    return Pushed(answer=Answer.FAULT, reason=reason)


def _said(response: Response) -> dict[str, Any]:
    try:
        said = json.loads(response.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or not 0 <= milliseconds < 2**48:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _seconds(response: Response) -> int | None:
    text = response.headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _unreachable(problem: Exception) -> Pushed:
    """A handshake that fails over a certificate is the operator's, everything else may be the network's."""
    said = _first_line(problem)
    is_certificate = "certificate" in said.lower() or "handshake" in said.lower()
    return Pushed(answer=Answer.FAULT if is_certificate else Answer.UNREACHABLE, reason=said)


def _first_line(problem: BaseException) -> str:
    return (str(problem).partition("\n")[0] or type(problem).__name__)[:100]
