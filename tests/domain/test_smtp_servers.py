"""A mail server's address is read whole, or refused without being shown."""

from __future__ import annotations

import pytest

from loyalty_app.domain.smtp_servers import Encryption, SmtpServer, read_smtp_url


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption", "username", "password"),
    [
        ("smtp://u:p@mail.example:2587?tls=starttls", "mail.example", 2587, "starttls", "u", "p"),
        ("smtp://mail.example", "mail.example", 587, "starttls", None, None),
        ("smtp://mail.example/", "mail.example", 587, "starttls", None, None),
        ("smtps://u%40shop.example:p%2F%3A@mail.example", "mail.example", 465, "implicit", "u@shop.example", "p/:"),
        ("smtp://u:p@mail.example?tls=implicit", "mail.example", 465, "implicit", "u", "p"),
        ("smtp://relay:1025?tls=none", "relay", 1025, "none", None, None),
        ("smtp://u:p@127.0.0.1:1025?tls=none", "127.0.0.1", 1025, "none", "u", "p"),
        ("smtp://u:p@[::1]:1025?tls=none", "::1", 1025, "none", "u", "p"),
        ("smtp://u:p@localhost?tls=none", "localhost", 25, "none", "u", "p"),
    ],
)
def test_what_an_address_says(
    url: str, host: str, port: int, encryption: str, username: str | None, password: str | None
) -> None:
    assert read_smtp_url(url) == SmtpServer(
        host=host, port=port, encryption=Encryption(encryption), username=username, password=password
    )


@pytest.mark.parametrize(
    "url",
    [
        "hunter2",
        "http://u:hunter2@mail.example",
        "smtp://",
        "smtp://u:hunter2@",
        "smtp://u:hunter2@mail.example/inbox",
        "smtp://u:hunter2@mail.example:70000",
        "smtp://u:hunter2@mail.example:port",
        "smtp://u:hunter2@mail.example?tls=maybe",
        "smtp://u:hunter2@mail.example?tls=starttls&tls=none",
        "smtp://u:hunter2@mail.example?tls=",
        "smtp://u:hunter2@mail.example?verify=no",
        "smtp://u:hunter2@mail.example?hunter2",
        "smtp://hunter2@mail.example",
        "smtp://u:hunter2@mail.example?tls=none",
        "smtp://u:hunter2@[::1",
    ],
)
def test_what_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the settings say which one it was
        read_smtp_url(url)


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(read_smtp_url("smtp://u:hunter2@mail.example"))
