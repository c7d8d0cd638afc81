"""Apple's push service on this machine, with certificates of the right shape and answers that a test writes down."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from loyalty_app.demo.apns.rules import Push, Reply, Tokens, refusal
from loyalty_app.demo.apns.server import PushServer, listening_socket, tls_context
from tests.doubles.authority import Authority, Holder, an_authority

__all__ = ["Apns", "Push", "Reply", "Tokens", "running_apns"]


@dataclass(kw_only=True)
class Apns:
    """What a test sees of the running service.

    `script` maps a token to the replies it gets, one after the other; the last one stays. Afterwards, and for
    tokens without a script, `tokens` decides. `latency` seconds pass before every answer.
    """

    server: PushServer
    authority_path: Path
    tokens: Tokens = field(default_factory=Tokens)
    script: dict[str, list[Reply]] = field(default_factory=dict)
    knows_everybody: bool = False
    latency: float = 0.0

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def journal(self) -> list[Push]:
        """Every push that came in, in its order, with the number of its connection."""
        return self.server.journal

    def answer(self, push: Push) -> Reply:
        if replies := self.script.get(push.token):
            return replies.pop(0) if len(replies) > 1 else replies[0]
        reply = refusal(push) or Reply() if self.knows_everybody else self.tokens.answer(push)
        return replace(reply, after_seconds=self.latency)


@contextmanager
def running_apns(
    directory: Path, *client_authorities: bytes, host_authority: Authority | None = None
) -> Iterator[Apns]:
    """The service with a server certificate of its own authority, whose PEM is at `authority_path`.

    It lets in clients of these authorities (PEM), or those of `an_authority()`.
    """
    host = host_authority or an_authority("push service")
    authority_path = _written(directory / "apns-authority.pem", host.root.pem)
    holder = host.server()
    one = an_authority()
    trusted = client_authorities or (one.root.pem, one.intermediate.pem)
    context = tls_context(
        str(_written(directory / "apns.pem", holder.pem)),
        str(_written(directory / "apns.key", holder.key_pem)),
        "".join(pem.decode() for pem in trusted),
    )
    tokens = Tokens()
    server = PushServer(listener=listening_socket(), context=context, answer=tokens.answer)
    apns = Apns(server=server, authority_path=authority_path, tokens=tokens)
    server.answer = apns.answer
    server.start()
    try:
        yield apns
    finally:
        server.stop()


def client_context(directory: Path, leaf: Holder, authority_path: Path) -> ssl.SSLContext:
    """TLS of a provider with this certificate."""
    context = ssl.create_default_context(cafile=str(authority_path))
    name = f"client-{leaf.certificate.serial_number:x}"[:20]
    certificate = _written(directory / f"{name}.pem", leaf.certificate.public_bytes(Encoding.PEM))
    context.load_cert_chain(str(certificate), str(_written(directory / f"{name}.key", leaf.key_pem)))
    return context


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
