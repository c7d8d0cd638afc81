"""Which of our languages a person reads: what they chose, else what their browser asks for, else the shop's own."""

import re

from babel import Locale, negotiate_locale
from flask_babel import get_locale

SUPPORTED = ("en", "fr", "de", "lb")
# Each language in its own words, for the switch.
NAMES = {"lb": "Lëtzebuergesch", "fr": "Français", "de": "Deutsch", "en": "English"}

_LONGEST_HEADER = 1000
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}")
_WEIGHT = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


def choose_locale(accept_language: str | None, chosen: str | None, fallback: str) -> str:
    """One of SUPPORTED. Never fails: junk counts as nothing said; then it is `fallback`, and English without one."""
    wanted = negotiate_locale(_wanted(accept_language or ""), SUPPORTED, sep="-")
    return supported_locale(chosen) or wanted or supported_locale(fallback) or "en"


def supported_locale(tag: str | None) -> str | None:
    """The language of ours that a tag such as `fr-LU`, `lb_LU` or `lu` means, None for any other."""
    tag = (tag or "").strip().replace("_", "-")
    return negotiate_locale([_mended(tag)], SUPPORTED, sep="-") if _TAG.fullmatch(tag) else None


def locale_for_formats() -> Locale:
    """The reader's locale for numbers and dates; English as it is written in Europe, 3 December and 14:32."""
    locale = get_locale()
    return Locale("en", "GB") if locale is None or locale.language == "en" else locale


def _wanted(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first, those of weight 0 left out (RFC 9110 §12.5.4)."""
    weighted = [_weighted(part) for part in header[:_LONGEST_HEADER].split(",")]
    wanted = [(tag, weight) for tag, weight in weighted if weight > 0 and _TAG.fullmatch(tag)]
    return [_mended(tag) for tag, _ in sorted(wanted, key=lambda entry: -entry[1])]


def _weighted(part: str) -> tuple[str, float]:
    tag, _, parameter = part.replace(" ", "").partition(";")
    if not parameter:
        return tag, 1.0
    weight = _WEIGHT.fullmatch(parameter.lower())
    return tag, float(weight[1]) if weight else 0.0


def _mended(tag: str) -> str:
    """`lu` is Luba-Katanga; who sends it means the language of Luxembourg."""
    language, dash, rest = tag.partition("-")
    language = language.lower()
    return ("lb" if language == "lu" else language) + dash + rest
