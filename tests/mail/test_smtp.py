"""Mails are handed to a mail server by the book; what it refuses is told from what may work later."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from loyalty_app.domain.smtp_servers import SmtpServer, read_smtp_url
from loyalty_app.mail import smtp
from loyalty_app.mail.compose import compose
from loyalty_app.mail.sending import NotSent
from loyalty_app.mail.smtp import Smtp
from tests.mail.letters import BASE_URL, FROM, SECRETS, a_mail
from tests.mail.smtp_server import SmtpDouble, a_certificate, smtp_double

pytestmark = pytest.mark.usefixtures("app")


def server_of(double: SmtpDouble, *, user: str = "", tls: str = "none") -> SmtpServer:
    return read_smtp_url(f"smtp://{user}127.0.0.1:{double.port}?tls={tls}")


def send(transport: Smtp, *addresses: str) -> None:
    with transport.open() as line:
        for address in addresses or ("ana@example.com",):
            line.send(compose(a_mail(address=address), SECRETS, base_url=BASE_URL, mail_from=FROM))


@pytest.fixture
def double() -> Iterator[SmtpDouble]:
    with smtp_double(SmtpDouble()) as double:
        yield double
        assert double.faults == []


def test_a_batch_goes_over_one_connection(double: SmtpDouble) -> None:
    send(Smtp(server_of(double)), "ana@example.com", "bea@example.com")
    assert double.connections == 1
    assert [(mail.sender, mail.recipients) for mail in double.received] == [
        (FROM, ("ana@example.com",)),
        (FROM, ("bea@example.com",)),
    ]


def test_what_arrives_is_what_was_written(double: SmtpDouble) -> None:
    send(Smtp(server_of(double)))
    message = double.received[0].message
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert message["Subject"] == "Your code for Café Lux"
    assert message["From"].addresses[0].display_name == "Café Lux"
    for form in ("plain", "html"):
        body = message.get_body((form,))
        assert body is not None
        assert SECRETS.link in body.get_content().replace("\r\n", "")


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_the_password_travels_behind_a_checked_certificate(tmp_path: Path, tls: str) -> None:
    shown, trust = a_certificate(tmp_path)
    made = SmtpDouble(tls=shown, is_closed_from_the_start=tls == "implicit", account=("shop", "s3cret/:"))
    with smtp_double(made) as double:
        send(Smtp(server_of(double, user="shop:s3cret%2F%3A@", tls=tls), trust=trust))
    assert [(mail.was_closed, mail.user) for mail in double.received] == [(True, "shop")]
    assert double.faults == []


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_server_nobody_vouches_for_gets_no_password(tmp_path: Path, tls: str) -> None:
    shown, _ = a_certificate(tmp_path)
    made = SmtpDouble(tls=shown, is_closed_from_the_start=tls == "implicit", account=("shop", "secret"))
    with smtp_double(made) as double, pytest.raises(NotSent, match="SSLCertVerificationError") as refused:
        send(Smtp(server_of(double, user="shop:secret@", tls=tls)))
    assert not refused.value.is_final
    assert double.received == []


def test_a_server_without_encryption_is_not_spoken_to_in_the_clear(double: SmtpDouble) -> None:
    with pytest.raises(NotSent, match="no connection"):
        send(Smtp(server_of(double, tls="starttls"), trust=ssl.create_default_context()))
    assert double.received == []


def test_a_wrong_password_may_be_mended(tmp_path: Path) -> None:
    shown, trust = a_certificate(tmp_path)
    with smtp_double(SmtpDouble(tls=shown, account=("shop", "secret"))) as double:
        with pytest.raises(NotSent, match="SMTPAuthenticationError 535") as refused:
            send(Smtp(server_of(double, user="shop:wrong@", tls="starttls"), trust=trust))
        assert not refused.value.is_final


@pytest.mark.parametrize(
    ("refuses", "said", "is_final"),
    [
        ({"ana@example.com": "550 no such ana@example.com"}, "address refused: 550", True),
        ({"ana@example.com": "451 ana@example.com: try later"}, "address refused: 451", False),
        ({"DATA": "554 ana@example.com hates this"}, "mail refused: 554", True),
        ({"DATA": "452 full"}, "mail refused: 452", False),
        ({"MAIL": "550 sender unknown"}, "SMTPSenderRefused 550", False),
    ],
)
def test_a_refusal_is_told_without_the_servers_words(
    double: SmtpDouble, refuses: dict[str, str], said: str, is_final: bool
) -> None:
    double.refuses = refuses
    with pytest.raises(NotSent) as refused:
        send(Smtp(server_of(double)))
    assert (str(refused.value), refused.value.is_final) == (said, is_final)
    assert double.received == []


def test_after_a_refused_address_the_next_is_served(double: SmtpDouble) -> None:
    double.refuses = {"ana@example.com": "550 no"}
    with Smtp(server_of(double)).open() as line:
        for address, goes in (("ana@example.com", False), ("bea@example.com", True)):
            message = compose(a_mail(address=address), SECRETS, base_url=BASE_URL, mail_from=FROM)
            if goes:
                line.send(message)
            else:
                with pytest.raises(NotSent):
                    line.send(message)
    assert [mail.recipients for mail in double.received] == [("bea@example.com",)]


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up_is_tried_again_later(double: SmtpDouble, verb: str) -> None:
    double.hangs_up_at = verb
    with pytest.raises(NotSent) as refused:
        send(Smtp(server_of(double)))
    assert not refused.value.is_final


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}?tls=none"
        with pytest.raises(NotSent, match="no connection: SMTPServerDisconnected") as refused:
            send(Smtp(read_smtp_url(url)))
    assert not refused.value.is_final


def test_nobody_there_is_told(double: SmtpDouble) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(NotSent, match="no connection: ConnectionRefusedError"):
        send(Smtp(read_smtp_url(f"smtp://127.0.0.1:{port}?tls=none")))


def test_an_address_that_is_not_ascii_needs_a_server_that_takes_it(double: SmtpDouble) -> None:
    with pytest.raises(NotSent) as refused:
        send(Smtp(server_of(double)), "rené@example.com")
    assert (str(refused.value), refused.value.is_final) == ("the server takes no such address", True)


def test_a_domain_that_is_not_ascii_goes_in_its_ascii_form(double: SmtpDouble) -> None:
    send(Smtp(server_of(double)), "ana@bücher.example")
    assert double.received[0].recipients == ("ana@xn--bcher-kva.example",)


def test_a_line_that_begins_with_a_dot_survives(double: SmtpDouble, app: Flask) -> None:
    mail = a_mail(shop={"merchant_name": ".Café", "store_name": ".", "store_address": "..x"})
    with Smtp(server_of(double)).open() as line:
        line.send(compose(mail, SECRETS, base_url=BASE_URL, mail_from=FROM))
    body = double.received[0].message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[-3:] == [".Café", ".", "..x"]
