"""What phones report of our web service: sorted by what went wrong, without what tells phones and cards apart.

The lines are Apple's (spec 6 B1); a sentence may be anything, since anybody can send one.
"""

import re
from dataclasses import dataclass

LONGEST_LINE = 2000
LONGEST_MESSAGE = 300
MOST_LINES = 50  # phones merge until then

# In this order: the first phrase that a line contains says what kind it is.
KINDS: tuple[tuple[str, str], ...] = (
    ("authentication_failed", "authentication failure"),
    ("unchanged", "but the pass was unchanged"),
    ("date_ignored", "ignored the 'if-modified-since' header"),
    ("date_missing", "did not provide a 'last-modified' header"),
    ("tag_missing", "omitted a lastupdated tag"),
    ("tag_repeated", "remained the same"),
    ("push_without_change", "spurious push"),
    ("serial_not_registered", "unregistered serial number"),
    ("serial_mixed_up", "received serial number"),
    ("status_unexpected", "unexpected response code"),
    ("pass_unreadable", "invalid pass data"),
    ("answer_unreadable", "response was malformed"),
)
OTHER = "other"

_STAMP = re.compile(r"^\s*\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\]\s*")
_DATE = r"(?:\w{3}, )?\d\d \w{3} \d{4} [\d:]+ GMT"
_QUOTED = r"""'[^']*'|"[^"]*"|\([^)]*\)"""
_NAMED = rf"(device|serial number|last updated|if-modified-since|token)[ :=]+(?:{_QUOTED}|{_DATE}|[^\s,;)]+)"
_MASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(_NAMED, re.IGNORECASE), r"\1 …"),
    (re.compile(r"https?://[^\s)>,;]+", re.IGNORECASE), "…"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+"), "…"),  # starts once in a run of letters, not at each
    (re.compile(_DATE), "…"),
    (re.compile(r"[A-Za-z0-9_~+/=-]{16,}"), "…"),
    (re.compile(r"\d{5,}"), "…"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReport:
    """One line: what kind of trouble, and its words on one line without control characters."""

    kind: str
    message: str


def read_report(line: str) -> DeviceReport:
    """The line as it is kept; two that differ only in phone, card, date or moment become equal."""
    text = _STAMP.sub("", line[:LONGEST_LINE])
    lowered = text.lower()
    kind = next((kind for kind, phrase in KINDS if phrase in lowered), OTHER)
    for pattern, instead in _MASKED:
        text = pattern.sub(instead, text)
    return DeviceReport(kind=kind, message=_on_one_line(text)[:LONGEST_MESSAGE])


def _on_one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
