"""What is in a mail: the same words in both forms, headers that nothing typed can bend, nothing that is fetched."""

from __future__ import annotations

import os
import re
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask_babel import force_locale

from loyalty_app.domain.colours import contrast
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.mail.compose import AddressRefused, compose
from loyalty_app.queries.due_mails import DueMail
from loyalty_app.texts.letters import letter
from loyalty_app.texts.locales import SUPPORTED
from tests.mail.letters import BASE_URL, FROM, a_mail, secrets_of

pytestmark = pytest.mark.usefixtures("app")
GOLDEN = Path(__file__).with_name("golden")
HOSTILE = "Eve\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script>"


def composed(mail: DueMail) -> EmailMessage:
    return compose(mail, secrets_of(mail), base_url=BASE_URL, mail_from=FROM)


def plain(message: EmailMessage) -> str:
    return body(message, "plain")


def formatted(message: EmailMessage) -> str:
    return body(message, "html")


def body(message: EmailMessage, form: str) -> str:
    part = message.get_body((form,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("locale", SUPPORTED)
@pytest.mark.parametrize("kind", list(MailKind))
def test_mails_read_as_they_were_approved(kind: MailKind, locale: str) -> None:
    """To approve new words: GOLDEN=write, then look at what changed."""
    message = composed(a_mail(kind, locale=locale))
    for form, content in (
        ("txt", f"Subject: {message['Subject']}\n\n{plain(message)}"),
        ("html", formatted(message)),
    ):
        path = GOLDEN / f"{kind}.{locale}.{form}"
        if os.environ.get("GOLDEN") == "write":
            path.write_text(content)
        assert content == path.read_text()


def test_there_is_no_approved_mail_that_nobody_gets() -> None:
    wanted = {f"{kind}.{locale}.{form}" for kind in MailKind for locale in SUPPORTED for form in ("txt", "html")}
    assert {path.name for path in GOLDEN.iterdir()} == wanted


@pytest.mark.parametrize("locale", SUPPORTED)
@pytest.mark.parametrize("kind", list(MailKind))
def test_both_forms_say_all_of_it(kind: MailKind, locale: str) -> None:
    mail = a_mail(kind, locale=locale)
    with force_locale(locale):
        written = letter(mail, secrets_of(mail), BASE_URL)
    message = composed(mail)
    forms = (pressed(plain(message)), pressed(seen(formatted(message))))
    said = [written.greeting, *written.paragraphs, *written.endings, *written.sender]
    if written.button:
        said += [written.button, written.address]
    if written.code:
        said += [written.code_hint or "", *written.code]
    assert [sentence for sentence in said for form in forms if pressed(sentence) not in form] == []


@pytest.mark.parametrize("kind", list(MailKind))
def test_nothing_is_fetched_counted_or_run(kind: MailKind) -> None:
    page = formatted(composed(a_mail(kind)))
    tags = Tags()
    tags.feed(page)
    assert not tags.names & {"img", "script", "link", "iframe", "object", "svg", "video", "form", "input"}
    assert all(address.startswith(f"{BASE_URL}/loyalty/gare") for address in tags.addresses)
    assert "url(" not in page
    assert "@import" not in page


def test_the_code_is_read_in_two_groups_and_copied_in_one() -> None:
    message = composed(a_mail())
    assert "\n    048 213\n" in plain(message)
    assert "048213" in seen(formatted(message))


def test_the_subject_does_not_give_the_code_away() -> None:
    for kind in MailKind:
        assert "048" not in composed(a_mail(kind))["Subject"]


@pytest.mark.parametrize("kind", [MailKind.CONFIRM, MailKind.CONFIRM_KNOWN])
def test_who_typed_an_address_cannot_write_to_it(kind: MailKind) -> None:
    """The name typed by a visitor is theirs, not the reader's: no mail repeats it."""
    assert plain(composed(a_mail(kind))).startswith("Hello,\n")


@pytest.mark.parametrize("name", ["merchant_name", "store_name", "store_address"])
def test_b067_no_name_can_add_a_header_or_markup(name: str) -> None:
    message = composed(a_mail(shop={name: HOSTILE}))
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "ana@example.com"
    assert b"\nBcc:" not in message.as_bytes().split(b"\r\n\r\n")[0]
    assert "<script" not in formatted(message)


def test_b067_the_readers_name_cannot_add_markup() -> None:
    assert "<script" not in formatted(composed(a_mail(first_name=HOSTILE)))


@pytest.mark.parametrize(
    "address", ["ana@example.com\r\nBcc: everybody@example.com", "ana@example.com, bea@example.com", "ana", "", "a@b@c"]
)
def test_b067_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        composed(a_mail(address=address))
    assert address == "" or address not in str(refused.value)


def test_a_mail_comes_from_us_and_is_answered_by_the_merchant() -> None:
    message = composed(a_mail())
    assert message["From"].addresses[0].addr_spec == FROM
    assert message["From"].addresses[0].display_name == "Café Lux"
    assert message["Reply-To"].addresses[0].addr_spec == "hello@cafe-lux.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert composed(a_mail(shop={"contact_email": None}))["Reply-To"] is None


def test_the_same_mail_sent_again_has_the_same_name() -> None:
    assert composed(a_mail())["Message-ID"] == composed(a_mail())["Message-ID"] == "<sign_in.41@loyalty.example>"


def test_a_shop_that_cannot_be_written_to_says_to_ask_in_the_shop() -> None:
    assert "write to" not in plain(composed(a_mail(shop={"contact_email": None})))
    assert "write to hello@cafe-lux.example" in plain(composed(a_mail()))


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#4f46e5", "#ffe600"])
def test_every_colour_a_merchant_picks_can_be_read(colour: str) -> None:
    page = formatted(composed(a_mail(shop={"card_color": colour})))
    (pair,) = set(re.findall(r"background: (#[0-9a-f]{6}); color: (#[0-9a-f]{6}); font-size: 20px", page))
    assert pair[0] == colour
    assert contrast(*pair) >= 4.5


def pressed(text: str) -> str:
    """Letters and digits alone: where lines break is nobody's business."""
    return re.sub(r"\W+", "", text)


def seen(page: str) -> str:
    """The text of a page, without what stands between the tags of its head."""
    tags = Tags()
    tags.feed(page)
    return "".join(tags.text)


class Tags(HTMLParser):
    """The elements of a page, where its links lead, and the text a person sees."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.text: list[str] = []
        self.is_in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.is_in_head = tag in ("head", "style", "title") or (self.is_in_head and tag != "body")
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        if not self.is_in_head:
            self.text.append(data)
