"""A mail server that takes nothing lightly (RFC 5321, 3207, 4954): what is out of order or badly formed is refused.

It can be told to refuse an address, to hang up, or to say nothing at all.
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONGEST_LINE = 998
PATH = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>((?: [A-Z0-9]+(?:=\S+)?)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One mail as it came in: the envelope, and what stood in it. `was_closed`: the way was encrypted."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    raw: bytes
    was_closed: bool
    user: str | None


@dataclass(slots=True, kw_only=True)
class SmtpDouble:
    """The server's side: what it offers, whom it knows, what it refuses, and what it got."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    is_closed_from_the_start: bool = False
    account: tuple[str, str] | None = None
    offers: tuple[str, ...] = ("8BITMIME", "SIZE 1000000")
    refuses: dict[str, str] = field(default_factory=dict)  # verb or address → answer
    hangs_up_at: str | None = None  # a verb
    received: list[Received] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    connections: int = 0


@contextmanager
def smtp_double(double: SmtpDouble) -> Iterator[SmtpDouble]:
    """The server, listening on a private port for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        double.port = listener.getsockname()[1]
        thread = threading.Thread(target=_listen, args=(listener, double), daemon=True)
        thread.start()
        try:
            yield double
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join(5)
            assert not thread.is_alive()


def a_certificate(directory: Path, *, host: str = "127.0.0.1") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows, and what a client has to trust to believe it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail double")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = directory / "mail-double.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(certificate.public_bytes(encoding) + private)
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(path)
    return shown, ssl.create_default_context(cafile=str(path))


def _listen(listener: socket.socket, double: SmtpDouble) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        double.connections += 1
        connection.settimeout(10)
        talk = _Talk(connection, double)
        try:
            with suppress(OSError, _HungUp):
                talk.hold()
        finally:
            talk.socket.close()


class _HungUp(Exception):
    pass


class _Talk:
    """One connection, from greeting to QUIT."""

    def __init__(self, connection: socket.socket, double: SmtpDouble) -> None:
        self.socket, self.double = connection, double
        self.buffer = b""
        self.is_closed, self.has_greeted = False, False
        self.user: str | None = None
        self.sender: str | None = None
        self.recipients: list[str] = []
        self.verbs: dict[str, Callable[[str], None]] = {
            "EHLO": self.ehlo,
            "STARTTLS": self.starttls,
            "AUTH": self.auth,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "RSET": self.rset,
        }

    def hold(self) -> None:
        if self.double.is_closed_from_the_start:
            self._close_the_way()
        self.say("220 double ready")
        while True:
            line = self._line().decode("utf-8")
            verb, _, rest = line.partition(" ")
            if verb.upper() == self.double.hangs_up_at:
                raise _HungUp
            if verb.upper() == "QUIT":
                self.say("221 bye")
                return
            if refused := self.double.refuses.get(verb.upper()):
                self.say(refused)
            elif verb.upper() in self.verbs:
                self.verbs[verb.upper()](rest)
            else:
                self.fault("500 what?", f"unknown command {verb}")

    def say(self, *lines: str) -> None:
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def fault(self, answer: str, what: str) -> None:
        self.double.faults.append(what)
        self.say(answer)

    def ehlo(self, name: str) -> None:
        if not name or " " in name:
            self.fault("501 who?", "EHLO without a name")
            return
        self.has_greeted = True
        offers = [*self.double.offers]
        if self.double.tls and not self.is_closed:
            offers.append("STARTTLS")
        if self.double.account and (self.is_closed or not self.double.tls):
            offers.append("AUTH PLAIN")
        said = ["double", *offers]
        self.say(*(f"250-{line}" for line in said[:-1]), f"250 {said[-1]}")

    def starttls(self, rest: str) -> None:
        if rest or not self.double.tls or self.is_closed:
            self.fault("501 no", "STARTTLS out of place")
            return
        self.say("220 go ahead")
        self._close_the_way()
        self.has_greeted, self.buffer = False, b""  # RFC 3207 §4.2: begin anew

    def auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        if self.double.tls and not self.is_closed:
            self.fault("538 encrypt first", "a password in the clear")
            return
        if mechanism.upper() != "PLAIN" or not initial:
            self.fault("504 no", f"AUTH {mechanism}")
            return
        _, user, password = base64.b64decode(initial).decode().split("\0")
        if (user, password) != self.double.account:
            self.say("535 wrong")
            return
        self.user = user
        self.say("235 welcome")

    def mail(self, rest: str) -> None:
        found = PATH.fullmatch(rest.removeprefix("FROM:").removeprefix("from:"))
        if not self.has_greeted or self.sender is not None or not rest.upper().startswith("FROM:") or not found:
            self.fault("503 no", f"MAIL {rest}")
            return
        if self.double.account and not self.user:
            self.fault("530 who?", "MAIL without AUTH")
            return
        if not found[1].isascii() and "SMTPUTF8" not in found[2].upper():
            self.fault("501 not ASCII", "a sender that is not ASCII")
            return
        self.sender = found[1]
        self.say("250 ok")

    def rcpt(self, rest: str) -> None:
        found = PATH.fullmatch(rest.removeprefix("TO:").removeprefix("to:"))
        if self.sender is None or not rest.upper().startswith("TO:") or not found:
            self.fault("503 no", f"RCPT {rest}")
            return
        if refused := self.double.refuses.get(found[1]):
            self.say(refused)
            return
        self.recipients.append(found[1])
        self.say("250 ok")

    def data(self, rest: str) -> None:
        if rest or not self.recipients or self.sender is None:
            self.fault("503 no", "DATA out of place")
            return
        self.say("354 go on")
        lines = []
        while (line := self._line()) != b".":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        raw = b"\r\n".join(lines) + b"\r\n"
        self.double.received.append(
            Received(
                sender=self.sender,
                recipients=tuple(self.recipients),
                message=_read(raw),
                raw=raw,
                was_closed=self.is_closed,
                user=self.user,
            )
        )
        self.sender, self.recipients = None, []
        self.say("250 taken")

    def rset(self, _rest: str) -> None:
        self.sender, self.recipients = None, []
        self.say("250 ok")

    def _close_the_way(self) -> None:
        assert self.double.tls is not None
        self.socket = self.double.tls.wrap_socket(self.socket, server_side=True)
        self.is_closed = True

    def _line(self) -> bytes:
        while b"\n" not in self.buffer:
            if not (more := self.socket.recv(65536)):
                raise _HungUp
            self.buffer += more
        line, _, self.buffer = self.buffer.partition(b"\n")
        if not line.endswith(b"\r") or b"\r" in line[:-1]:
            self.double.faults.append("a line that does not end with CR LF")
        if len(line) > LONGEST_LINE:
            self.double.faults.append("a line that is too long")
        if b"\0" in line or not line.isascii():
            self.double.faults.append("a byte that is not ASCII")
        return line.removesuffix(b"\r")


def _read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message
