"""Where mails are handed over: a mail server's address as it is written in the settings."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit


class Encryption(StrEnum):
    """How the way to the server is closed: from the first byte, after saying hello, or not at all."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


_FORM = "must look like smtp://user:password@host:587?tls=starttls"
_DEFAULT_PORTS = {Encryption.IMPLICIT: 465, Encryption.STARTTLS: 587, Encryption.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A mail server and how to speak to it."""

    host: str
    port: int
    encryption: Encryption
    username: str | None
    password: str | None = field(repr=False)


def read_smtp_url(text: str) -> SmtpServer:
    """The server of `smtp://user:password@host:587?tls=starttls` (starttls, implicit or none) or `smtps://…`.

    Raises ValueError with a sentence that shows nothing of the value. A password never travels in the clear,
    but for a server on this machine.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
        asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise ValueError(_FORM) from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/") or set(asked) - {"tls"}:
        raise ValueError(_FORM)
    default = Encryption.IMPLICIT if parts.scheme == "smtps" else Encryption.STARTTLS
    wanted = asked.get("tls", [default])
    if len(wanted) != 1 or wanted[0] not in set(Encryption):
        raise ValueError("knows tls=starttls, tls=implicit and tls=none")
    encryption = Encryption(wanted[0])
    if (parts.username is None) != (parts.password is None):
        raise ValueError("needs a user and a password, or neither")
    if parts.password is not None and encryption is Encryption.NONE and not _is_this_machine(parts.hostname):
        raise ValueError("would send a password in the clear: use tls=starttls or tls=implicit")
    return SmtpServer(
        host=parts.hostname,
        port=port or _DEFAULT_PORTS[encryption],
        encryption=encryption,
        username=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
