"""What phones and Apple complain of, in words for whoever runs the platform."""

from datetime import datetime

from loyalty_app.operations.note_pushes import UNREACHABLE
from loyalty_app.texts.catalogue import LazyString, gettext, lazy_gettext, ngettext
from loyalty_app.texts.moments import day

_REPORTS: dict[str, LazyString] = {
    "authentication_failed": lazy_gettext("The pass and the server did not agree on its token"),
    "unchanged": lazy_gettext("A phone fetched a pass that had not changed"),
    "date_ignored": lazy_gettext("An unchanged pass was sent again"),
    "date_missing": lazy_gettext("A pass came without its date"),
    "tag_missing": lazy_gettext("A list of changes came without its number"),
    "tag_repeated": lazy_gettext("A list of changes came twice with the same number"),
    "push_without_change": lazy_gettext("A phone was woken and found nothing new"),
    "serial_not_registered": lazy_gettext("A phone was told of a pass it does not hold"),
    "serial_mixed_up": lazy_gettext("A phone got another pass than it asked for"),
    "status_unexpected": lazy_gettext("A phone did not understand an answer"),
    "pass_unreadable": lazy_gettext("A phone could not read a pass"),
    "answer_unreadable": lazy_gettext("A phone could not read an answer"),
    "other": lazy_gettext("Something else"),
}


def report(kind: str) -> str:
    """The sentence for a kind of report."""
    return str(_REPORTS.get(kind, _REPORTS["other"]))


def fault(said: str) -> str:
    """What stands in the way of pushing; Apple's own word is kept, so that it can be looked up."""
    if said.startswith(UNREACHABLE):
        why = said.removeprefix(UNREACHABLE)
        return gettext("Apple cannot be reached (%(why)s). It is tried again by itself.", why=why)
    return gettext("Apple refuses our pushes: %(why)s. Nothing is lost; mend it and they go out.", why=said)


def certificate_ends(which: str, ends_at: datetime, now: datetime) -> str:
    """A certificate (signer or intermediate) that ends soon or has ended, and what to do."""
    name = (
        gettext("Apple’s intermediate certificate (WWDR)") if which == "intermediate" else gettext("Pass certificate")
    )
    facts = {"certificate": name, "day": day(ends_at, "UTC")}
    if ends_at <= now:
        return gettext("%(certificate)s: expired on %(day)s. Put a new one in its place and restart.", **facts)
    days = (ends_at - now).days
    return ngettext(
        "%(certificate)s: expires on %(day)s, in %(num)s day. Renew it in time.",
        "%(certificate)s: expires on %(day)s, in %(num)s days. Renew it in time.",
        days,
        **facts,
    )


def unreadable(passes: int) -> str:
    """Tokens that no key opens, and what to do."""
    return ngettext(
        "At least %(num)s pass has a token that no key of LOYALTY_FERNET_KEYS opens; its phones are turned away. "
        "Put the key of before back, behind the new one.",
        "At least %(num)s passes have tokens that no key of LOYALTY_FERNET_KEYS opens; their phones are turned away. "
        "Put the key of before back, behind the new one.",
        passes,
    )


def duration(seconds: int) -> str:
    """A wait in its largest whole unit, by the signs of the units: 3 s, 4 min, 2 h."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
