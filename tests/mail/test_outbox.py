"""Without a mail server every mail is a file that a mail program opens, for its owner's eyes alone."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from loyalty_app.mail import outbox
from loyalty_app.mail.compose import compose
from loyalty_app.mail.outbox import Outbox
from tests.mail.letters import BASE_URL, FROM, SECRETS, a_mail

pytestmark = pytest.mark.usefixtures("app")


def put(out: Outbox, *ids: int) -> None:
    with out.open() as line:
        for number in ids:
            line.send(compose(a_mail(id=number), SECRETS, base_url=BASE_URL, mail_from=FROM))


def test_a_mail_lies_there_whole_and_closed_to_others(tmp_path: Path) -> None:
    out = Outbox(tmp_path / "var" / "outbox")
    put(out, 41)
    (path,) = out.files()
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == ("ana@example.com", "Your code for Café Lux")
    assert path.name.endswith("-sign_in.41.eml")
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent)] == [0o600, 0o700]
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_newest_come_first_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "KEPT", 2)
    out = Outbox(tmp_path)
    put(out, 1, 2, 3)
    assert [path.name.split("-")[-1] for path in out.files()] == ["sign_in.3.eml", "sign_in.2.eml"]


def test_an_address_that_is_not_ascii_is_kept_as_it_is(tmp_path: Path) -> None:
    out = Outbox(tmp_path)
    with out.open() as line:
        line.send(compose(a_mail(address="rené@example.com"), SECRETS, base_url=BASE_URL, mail_from=FROM))
    assert "To: rené@example.com".encode() in out.files()[0].read_bytes()
