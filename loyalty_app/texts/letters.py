"""What each mail says, in the reader's language: the words alone, for the plain and the formatted form alike.

A mail that anybody can cause by typing an address greets nobody by name and repeats nothing that was typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.queries.due_mails import DueMail, Ending
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import LazyString, gettext, lazy_gettext, ngettext
from loyalty_app.texts.moments import full_date, time_of_day

_l = lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a mail with a code hands over: six digits to type, and an address that does the same."""

    code: str
    link: str

    @property
    def groups(self) -> tuple[str, str]:
        """The code as it is read: 123 456."""
        return self.code[:3], self.code[3:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in one language. `preview` is what a list of mails shows beside the subject."""

    subject: str
    preview: str
    greeting: str
    paragraphs: tuple[str, ...]
    code_hint: str | None
    code: tuple[str, str] | None
    button: str | None
    address: str
    address_hint: str
    endings: tuple[str, ...]
    sender: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The sentences of one kind; they know %(merchant)s and %(store)s. `path`: of the button, below the storefront."""

    subject: LazyString
    paragraphs: tuple[LazyString, ...]
    button: LazyString | None
    why: LazyString
    path: str = ""


_WORDS = {
    MailKind.CONFIRM: _Words(
        subject=_l("Confirm your card at %(merchant)s"),
        paragraphs=(
            _l("Thank you for joining %(merchant)s. Please confirm that this is your address."),
            _l("Then the card is yours for good, and you find it again on any phone."),
        ),
        button=_l("Confirm my card"),
        why=_l(
            "You get this mail because somebody joined %(merchant)s with this address. It was not you? Then do "
            "nothing: without the code, no card belongs to this address."
        ),
    ),
    MailKind.CONFIRM_KNOWN: _Words(
        subject=_l("You already have a card at %(merchant)s"),
        paragraphs=(
            _l("A new card at %(merchant)s was just made with this address, and you already have one."),
            _l("Confirm to join them: what is on the new card then counts on yours."),
        ),
        button=_l("Join my cards"),
        why=_l(
            "You get this mail because somebody joined %(merchant)s with this address. It was not you? Then do "
            "nothing: your card stays as it is, and nobody has seen it."
        ),
    ),
    MailKind.SIGN_IN: _Words(
        subject=_l("Your code for %(merchant)s"),
        paragraphs=(_l("Here is the code that opens your card at %(merchant)s."),),
        button=_l("Open my card"),
        why=_l(
            "You get this mail because somebody asked for a code with this address. It was not you? Then do nothing: "
            "without the code, nobody sees your card."
        ),
    ),
    MailKind.CONFIRM_EMAIL: _Words(
        subject=_l("Confirm your new e-mail address for %(merchant)s"),
        paragraphs=(
            _l("Please confirm that your card at %(merchant)s may use this address."),
            _l("From then on you sign in with it, and we write to it."),
        ),
        button=_l("Use this address"),
        why=_l(
            "You get this mail because this address was entered for a card at %(merchant)s. It was not you? Then do "
            "nothing: without the code, nothing changes."
        ),
    ),
    MailKind.WELCOME: _Words(
        subject=_l("Welcome to %(merchant)s"),
        paragraphs=(
            _l("Your card is ready and counts from now on. In the shop, show its code or say your name."),
            _l("You open it with this address; there is no password to remember."),
        ),
        button=_l("See my card"),
        why=_l(
            "You get this mail because our team at %(store)s made a card with this address. You do not want one? On "
            "the card’s page you can leave at any time, and your data is erased."
        ),
        path="/dashboard",
    ),
    MailKind.EMAIL_CHANGED: _Words(
        subject=_l("The e-mail address of your card has changed"),
        paragraphs=(
            _l("Your card at %(merchant)s now has another e-mail address. From now on we write there."),
            _l("It was not you? Then tell us at once."),
        ),
        button=None,
        why=_l("You get this mail because until now the card had this address. We do not write to it any more."),
    ),
    MailKind.DATA_EXPORT: _Words(
        subject=_l("Your data at %(merchant)s is ready"),
        paragraphs=(
            _l("You asked for everything %(merchant)s keeps about you. It is ready."),
            _l("To be sure that nobody else reads it, sign in and open or save it there."),
        ),
        button=_l("See my data"),
        why=_l("You get this mail because somebody who is signed in to your card asked for it."),
        path="/privacy",
    ),
    MailKind.INACTIVE: _Words(
        subject=_l("Shall we keep your card at %(merchant)s?"),
        paragraphs=(),
        button=_l("Keep my card"),
        why=_l(
            "You get this mail because you have a card at %(merchant)s that was not used for a long time. You do not "
            "need it any more? Then do nothing."
        ),
        path="/signin",
    ),
}


def letter(mail: DueMail, secrets: Secrets | None, base_url: str) -> Letter:
    """The mail in the language that is set; `secrets` for the kinds that carry a code, and for no other."""
    words, shop = _WORDS[mail.kind], mail.shop
    facts = {"merchant": shop.merchant_name, "store": shop.store_name}
    paragraphs = (*(str(sentence) % facts for sentence in words.paragraphs), *_ending(mail))
    return Letter(
        subject=str(words.subject) % facts,
        preview=_preview(secrets) if secrets else paragraphs[0],
        greeting=gettext("Hello %(name)s,", name=mail.first_name) if mail.first_name else gettext("Hello,"),
        paragraphs=(*paragraphs, *_welcome_bonus(mail)),
        code_hint=gettext("Type this code on the page where you asked for it:") if secrets else None,
        code=secrets.groups if secrets else None,
        button=None if words.button is None else str(words.button),
        address=secrets.link if secrets else f"{base_url}/loyalty/{shop.store_code}{words.path}",
        address_hint=gettext("If the button does not work, open this address:"),
        endings=(*_how_long(mail), str(words.why) % facts, _questions(mail)),
        sender=tuple(line for line in (shop.merchant_name, shop.store_name, shop.store_address) if line),
    )


def _preview(secrets: Secrets) -> str:
    return gettext("Your code: %(code)s", code=" ".join(secrets.groups))


def _welcome_bonus(mail: DueMail) -> tuple[str, ...]:
    points = mail.welcome_bonus_points
    if not points or mail.kind not in (MailKind.CONFIRM, MailKind.WELCOME):
        return ()
    if mail.kind is MailKind.WELCOME:
        return (ngettext("Our welcome present: %(num)s point.", "Our welcome present: %(num)s points.", points),)
    return (
        ngettext(
            "Our welcome present: %(num)s point, as soon as you confirm.",
            "Our welcome present: %(num)s points, as soon as you confirm.",
            points,
        ),
    )


def _ending(mail: DueMail) -> tuple[str, ...]:
    """Since when, what goes when, and how easily it stays."""
    ending = mail.ending
    if ending is None:
        return ()
    shop = mail.shop.merchant_name
    gone = gettext(
        "If it stays like that, your card ends on %(day)s and everything about you is erased.",
        day=full_date(ending.ends_on),
    )
    return (
        gettext(
            "We have not seen you at %(merchant)s since %(day)s.", merchant=shop, day=full_date(ending.last_seen_on)
        ),
        " ".join((gone, *_lost(ending))),
        gettext("Would you like to keep it? Use it once in the shop before then, or sign in with this address."),
    )


def _lost(ending: Ending) -> Iterator[str]:
    stamps, points = ending.stamps, ending.points
    if stamps:
        yield ngettext(
            "%(stamps)s stamp on it is lost.", "%(stamps)s stamps on it are lost.", stamps, stamps=number(stamps)
        )
    if points:
        yield ngettext(
            "%(points)s point on it is lost.", "%(points)s points on it are lost.", points, points=number(points)
        )


def _how_long(mail: DueMail) -> tuple[str, ...]:
    if mail.code is None:
        return ()
    until = time_of_day(mail.code.expires_at, mail.shop.timezone)
    return (gettext("Code and button work once, until %(time)s.", time=until),)


def _questions(mail: DueMail) -> str:
    if mail.shop.contact_email is None:
        return gettext("Questions? Ask in the shop.")
    return gettext("Questions? Ask in the shop, or write to %(address)s.", address=mail.shop.contact_email)
