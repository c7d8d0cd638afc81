"""The fields of a store card: how many fit where, and what may be in one (wallets A1)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from loyalty_app.demo.phone.refused import require

PLACES = ("headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields")
_MOST = {"headerFields": 3, "primaryFields": 1}
_MOST_BESIDE_A_SQUARE_CODE = 4
_STYLES = {"PKDateStyleNone", "PKDateStyleShort", "PKDateStyleMedium", "PKDateStyleLong", "PKDateStyleFull"}
_CHOICES = {
    "textAlignment": {"PKTextAlignmentLeft", "PKTextAlignmentCenter", "PKTextAlignmentRight", "PKTextAlignmentNatural"},
    "dateStyle": _STYLES,
    "timeStyle": _STYLES,
    "numberStyle": {"PKNumberStyleDecimal", "PKNumberStylePercent", "PKNumberStyleScientific", "PKNumberStyleSpellOut"},
}
_DETECTORS = {f"PKDataDetectorType{kind}" for kind in ("PhoneNumber", "Link", "Address", "CalendarEvent")}
_KNOWN = {
    *("key", "value", "label", "changeMessage", "isRelative", "ignoresTimeZone", "currencyCode", "dataDetectorTypes"),
    *("attributedValue", "semantics", *_CHOICES),
}


def require_fields(style: dict[str, Any]) -> None:
    """Raises PassRefused for the first field that Wallet would not show as it was meant."""
    require(that=set(style) <= set(PLACES), otherwise=f"storeCard holds {sorted(set(style) - set(PLACES))}")
    keys: set[str] = set()
    for place, field in every_field(style):
        _require_field(field, place)
        require(that=field["key"] not in keys, otherwise=f"two fields are called {field['key']!r}")
        keys.add(field["key"])
    for place, most in _MOST.items():
        require(that=len(style.get(place, [])) <= most, otherwise=f"more than {most} {place}")
    beside = len(style.get("secondaryFields", [])) + len(style.get("auxiliaryFields", []))
    require(
        that=beside <= _MOST_BESIDE_A_SQUARE_CODE,
        otherwise=f"{beside} secondary and auxiliary fields beside a square code: 4 fit",
    )


def every_field(style: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All fields with the places they stand at."""
    for place in PLACES:
        fields = style.get(place, [])
        require(that=isinstance(fields, list), otherwise=f"{place} is no list")
        for field in fields:
            require(that=isinstance(field, dict), otherwise=f"{place} holds something that is no field")
            yield place, field


def _require_field(field: dict[str, Any], place: str) -> None:
    key = field.get("key")
    require(that=isinstance(key, str) and key, otherwise=f"a field of {place} has no key")
    require(that=set(field) <= _KNOWN, otherwise=f"field {key}: unknown {sorted(set(field) - _KNOWN)}")
    value = field.get("value")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    require(that=isinstance(value, str) or is_number, otherwise=f"field {key}: the value is neither text nor number")
    for name in ("label", "changeMessage", "attributedValue", "currencyCode"):
        require(that=isinstance(field.get(name, ""), str), otherwise=f"field {key}: {name} is no text")
    if "changeMessage" in field:
        require(that="%@" in field["changeMessage"], otherwise=f"field {key}: changeMessage without %@")
    for name, choices in _CHOICES.items():
        require(that=name not in field or field[name] in choices, otherwise=f"field {key}: {name} is unknown")
    for name in ("isRelative", "ignoresTimeZone"):
        require(
            that=isinstance(field.get(name, True), bool), otherwise=f"field {key}: {name} is neither true nor false"
        )
    _require_fitting(field, place, is_number=is_number)


def _require_fitting(field: dict[str, Any], place: str, *, is_number: bool) -> None:
    key = field["key"]
    if place in ("primaryFields", "backFields"):
        require(that="textAlignment" not in field, otherwise=f"field {key}: {place} know no textAlignment")
    formats = {"numberStyle", "currencyCode"} & set(field)
    require(
        that=not formats or (is_number and len(formats) == 1), otherwise=f"field {key}: a number's format without one"
    )
    if "currencyCode" in field:
        require(that=re.fullmatch("[A-Z]{3}", field["currencyCode"]), otherwise=f"field {key}: no ISO 4217 currency")
    if "dataDetectorTypes" in field:
        kinds = field["dataDetectorTypes"]
        is_known = isinstance(kinds, list) and all(kind in _DETECTORS for kind in kinds)
        require(that=place == "backFields" and is_known, otherwise=f"field {key}: dataDetectorTypes")
    _require_links_alone(field.get("attributedValue", ""), key)


def _require_links_alone(html: str, key: str) -> None:
    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            is_link = tag == "a" and [name for name, _ in attrs] == ["href"]
            require(that=is_link, otherwise=f"field {key}: attributedValue holds more than links")

    reader = Reader()
    reader.feed(html)
    reader.close()
