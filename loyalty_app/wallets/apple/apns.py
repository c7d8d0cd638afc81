"""Waking phones by Apple's push service: HTTP/2 with the pass certificate, one kept connection (spec 6 B3)."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Any, Self

import httpx

AT_ONCE = 100  # streams on the one connection
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 10.0  # without a byte
PUSH_SECONDS = 20.0  # for one push by the clock, whatever else the connection has to say: two turns are within a lease
GOODBYE_SECONDS = 2.0
_UNKNOWN_TOKEN = frozenset({"BadDeviceToken"})
_TOO_BUSY = 429
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
        self._runner = asyncio.Runner()
        self._client: httpx.AsyncClient | None = None

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
        try:
            client = self._client = self._client or self._connected()
        except (OSError, ssl.SSLError) as problem:
            fault = Pushed(answer=Answer.FAULT, reason=f"certificate files: {_first_line(problem)}")
            return [fault] * len(tokens)
        free = asyncio.Semaphore(AT_ONCE)

        async def push_one(token: str) -> Pushed:
            async with free, asyncio.timeout(PUSH_SECONDS):
                return await self._push(client, token)

        said = await asyncio.gather(*map(push_one, tokens), return_exceptions=True)
        answers = [_surprise(one) if isinstance(one, BaseException) else one for one in said]
        if any(answer.answer is Answer.UNREACHABLE for answer in answers):
            await self._hang_up()
        return answers

    async def _push(self, client: httpx.AsyncClient, token: str) -> Pushed:
        """A stream that Apple's goodbye cut off goes out once more, on the next connection."""
        try:
            return read_answer(await client.post(f"/3/device/{token}", content=_BODY))
        except httpx.TimeoutException as problem:
            return Pushed(answer=Answer.UNREACHABLE, reason=type(problem).__name__)
        except httpx.TransportError:
            pass
        try:
            return read_answer(await client.post(f"/3/device/{token}", content=_BODY))
        except httpx.TransportError as problem:
            return _unreachable(problem)

    def _connected(self) -> httpx.AsyncClient:
        identity = self._identity
        trusted = ssl.create_default_context(cafile=identity.ca_path)
        _load_certificate(trusted, identity)
        return httpx.AsyncClient(
            base_url=identity.url,
            http1=False,
            http2=True,
            verify=trusted,
            trust_env=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None),
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS, pool=None),
            headers={"apns-topic": identity.topic, "apns-push-type": "background", "apns-priority": "5"},
        )

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # a line that is broken may break once more in hanging up
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await client.aclose()


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


def read_answer(response: httpx.Response) -> Pushed:
    """What Apple's answer means for the phone: only two of them say that nobody is there any more."""
    if response.status_code == httpx.codes.OK:
        return Pushed(answer=Answer.DELIVERED)
    said = _said(response)
    reason = str(said.get("reason") or f"status {response.status_code}")[:100]
    if response.status_code == httpx.codes.GONE:
        return Pushed(answer=Answer.UNREGISTERED, reason=reason, since=_moment(said.get("timestamp")))
    if reason in _UNKNOWN_TOKEN:
        return Pushed(answer=Answer.TOKEN_BAD, reason=reason)
    if response.status_code == _TOO_BUSY or response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return Pushed(answer=Answer.LATER, reason=reason, retry_after_seconds=_seconds(response))
    return Pushed(answer=Answer.FAULT, reason=reason)


def _said(response: httpx.Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or not 0 <= milliseconds < 2**48:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _seconds(response: httpx.Response) -> int | None:
    text = response.headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _unreachable(problem: httpx.TransportError) -> Pushed:
    """A handshake that fails over a certificate is the operator's, everything else may be the network's."""
    said = _first_line(problem)
    is_certificate = "certificate" in said.lower() or "handshake" in said.lower()
    return Pushed(answer=Answer.FAULT if is_certificate else Answer.UNREACHABLE, reason=said)


def _first_line(problem: BaseException) -> str:
    return (str(problem).partition("\n")[0] or type(problem).__name__)[:100]
