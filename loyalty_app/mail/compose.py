"""A mail as it travels: headers, a plain text and the same text formatted (RFC 5322, RFC 2046)."""

import textwrap
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask import render_template
from flask_babel import force_locale

from loyalty_app.domain.colours import brand_colours
from loyalty_app.queries.due_mails import DueMail
from loyalty_app.texts.letters import Letter, Secrets, letter
from loyalty_app.unit_of_work import clock

_WIDTH = 72


class AddressRefused(Exception):
    """Nothing can be sent to this address; the message does not show it."""


def compose(mail: DueMail, secrets: Secrets | None, *, base_url: str, mail_from: str) -> EmailMessage:
    """The mail in its reader's language, by the merchant's name from our address; answers go to the merchant.

    Raises AddressRefused for an address that is none. Nothing that is typed can add a header (B067).
    """
    message = EmailMessage(policy=SMTP)
    with force_locale(mail.locale):
        written = letter(mail, secrets, base_url)
        message["From"] = Address(_on_one_line(mail.shop.merchant_name), addr_spec=mail_from)
        message["To"] = _address(mail.address)
        if mail.shop.contact_email:
            message["Reply-To"] = _address(mail.shop.contact_email, mail.shop.merchant_name)
        message["Subject"] = _on_one_line(written.subject)
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{mail.kind}.{mail.id}@{urlsplit(base_url).hostname}>"  # sent twice, shown once
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday note answers it
        message.set_content(_plain(written), cte="quoted-printable")
        message.add_alternative(_formatted(mail, written), subtype="html", cte="quoted-printable")
        message["Content-Language"] = mail.locale
    return message


def _plain(written: Letter) -> str:
    return render_template("mails/letter.txt", letter=written, wrapped=_wrapped)


def _formatted(mail: DueMail, written: Letter) -> str:
    colours = brand_colours(mail.shop.card_color)
    return render_template("mails/letter.html", letter=written, lang=mail.locale, colours=colours)


def _wrapped(paragraph: str) -> str:
    """Lines as a plain mail has them; an address stays whole."""
    return textwrap.fill(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _address(typed: str, name: str = "") -> Address:
    try:
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise AddressRefused from None
    return Address(display_name=_on_one_line(name), username=found.local_part, domain=found.ascii_domain)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
