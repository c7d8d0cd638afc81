"""How a phone reaches servers: one call, one answer. Tests put their own in place and let it fail."""

from dataclasses import dataclass, field
from typing import Protocol

import httpx

PATIENCE_SECONDS = 30.0
LARGEST_ANSWER = 30 * 2**20
USER_AGENT = "passd/1.0 CFNetwork/1568.100.1 Darwin/24.0.0"


class NotConnected(Exception):
    """No answer: nothing listens, the line broke, or it took too long. Phones keep this to themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; the names of headers are in lower case."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Connection(Protocol):
    """Something that calls go through."""

    def ask(self, call: Call) -> Answer:
        """The answer; raises NotConnected if there is none."""
        ...


class HttpConnection:
    """The network: no cookies, no cache, no redirects followed, as wallets do (wallets B1)."""

    def __init__(self) -> None:
        """One client for everything, so that connections are kept."""
        self._client = httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False)

    def ask(self, call: Call) -> Answer:
        """Ask over the network."""
        try:
            answer = self._client.request(call.method, call.url, headers=call.headers, content=call.body)
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise NotConnected(str(problem)) from problem
        finally:
            self._client.cookies.clear()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(status=answer.status_code, headers=headers, body=answer.content)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
