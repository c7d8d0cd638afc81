"""Handing mails to a mail server (RFC 5321): one connection for a batch, closed to others, its certificate checked."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from loyalty_app.domain.smtp_servers import Encryption, SmtpServer
from loyalty_app.mail.sending import NotSent

TIMEOUT_SECONDS = 15
_FINAL = range(500, 600)  # RFC 5321 §4.2.1: the same will be refused again


class Smtp:
    """A mail server. `trust`: whose certificates count, those of this machine unless said otherwise."""

    def __init__(self, server: SmtpServer, *, trust: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._trust = trust or ssl.create_default_context()

    @contextmanager
    def open(self) -> Iterator["SmtpLine"]:
        """A connection, signed in where the settings have a user; raises NotSent."""
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSent(f"no connection: {_reason(problem)}") from None
        try:
            yield SmtpLine(connection)
        finally:
            _say_goodbye(connection)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.encryption is Encryption.IMPLICIT:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self._trust)
        else:
            connection = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            if self._server.encryption is Encryption.STARTTLS:
                connection.starttls(context=self._trust)
            if self._server.username is not None and self._server.password is not None:
                connection.login(self._server.username, self._server.password)
        except (OSError, smtplib.SMTPException):
            connection.close()
            raise
        return connection


class SmtpLine:
    """An open connection to a mail server."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over; raises NotSent, for ever where the server refuses the address or the mail itself."""
        try:
            self._connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise NotSent(f"address refused: {code}", is_final=code in _FINAL) from None
        except smtplib.SMTPDataError as refused:
            raise NotSent(f"mail refused: {refused.smtp_code}", is_final=refused.smtp_code in _FINAL) from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("the server takes no such address", is_final=True) from None
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSent(_reason(problem)) from None


def _reason(problem: Exception) -> str:
    """What went wrong without the server's words: they repeat addresses."""
    code = getattr(problem, "smtp_code", None)
    return type(problem).__name__ if code is None else f"{type(problem).__name__} {code}"


def _say_goodbye(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
