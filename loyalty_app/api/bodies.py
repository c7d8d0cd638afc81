"""Reading the JSON of a request: strictly, so that nothing is guessed and nothing is lost."""

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from loyalty_app.domain.errors import (
    BodyMissing,
    BodyTooLarge,
    ContentTypeWrong,
    EncodingWrong,
    FieldProblem,
    InvalidInput,
    JsonDuplicateKey,
    JsonInvalid,
    JsonObjectExpected,
    JsonTooDeep,
)

MAX_BODY_KB = 64
MAX_DEPTH = 16
_SHOWN_LENGTH = 40
_MAX_DIGITS = 20
_TOO_LARGE = int("9" * _MAX_DIGITS)
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_LINE_CONTROL = "\t\n\r"
# They turn the reading direction of what stands around them: a name could pass for another one.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_object(*, is_optional: bool = False) -> dict[str, Any]:
    """The request's body as an object; {} where it may be left out and is.

    Refuses body_missing, body_too_large, content_type, encoding, json_too_deep, json_invalid,
    json_duplicate_key, json_object_expected and character_not_allowed.
    """
    body = _bytes()
    if not body.strip():
        if is_optional:
            return {}
        raise BodyMissing
    _require_plain_json()
    return parse_object(body)


def parse_object(body: bytes) -> dict[str, Any]:
    """The object that `body` spells; whole numbers too long for any field come back too large for any field."""
    text = _decoded(body)
    _require_shallow(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_int=_whole_number,
            parse_float=_finite,
            parse_constant=_finite,
        )
    except json.JSONDecodeError as problem:
        raise JsonInvalid(line=problem.lineno, column=problem.colno) from problem
    if not isinstance(value, dict):
        raise JsonObjectExpected
    _require_storable(value)
    return value


def shortened(text: str) -> str:
    """What somebody sent, short enough to show it to them."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in text[: _SHOWN_LENGTH + 1])
    return shown if len(shown) <= _SHOWN_LENGTH else shown[:_SHOWN_LENGTH] + "…"


def require_storable_text(text: str, field: str) -> None:
    """Refuse what no table can hold or no screen should show: NUL, control characters, direction overrides."""
    if any(not _is_storable(char) for char in text):
        raise InvalidInput.of(field, "character_not_allowed")


def _bytes() -> bytes:
    try:
        body = request.get_data()
    except RequestEntityTooLarge as problem:
        raise BodyTooLarge(limit_kb=MAX_BODY_KB) from problem
    if request.content_length is None and len(body) >= MAX_BODY_KB * 1024:  # cut there, by a server that knows no size
        raise BodyTooLarge(limit_kb=MAX_BODY_KB)
    return body


def _require_plain_json() -> None:
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise ContentTypeWrong(is_compressed=True)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in ("utf-8", "utf8"):
        raise ContentTypeWrong


def _decoded(body: bytes) -> str:
    if json.detect_encoding(body) != "utf-8":
        raise EncodingWrong
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise EncodingWrong from problem


def _require_shallow(text: str) -> None:
    """Count the levels before parsing: thirty thousand brackets would exhaust the parser's stack."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    depth = 0
    for char in _STRINGS.sub("", text):
        if char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
        if depth > MAX_DEPTH:
            raise JsonTooDeep


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise JsonDuplicateKey(key=shortened(key))
        found[key] = value
    return found


def _whole_number(digits: str) -> int:
    """Python refuses to read thousands of digits; here they become a number that every field finds too large."""
    if len(digits) <= _MAX_DIGITS:
        return int(digits)
    return -_TOO_LARGE if digits.startswith("-") else _TOO_LARGE


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise JsonInvalid(is_not_finite=True)
    return value


def _require_storable(value: dict[str, Any]) -> None:
    problems: dict[str, FieldProblem] = {}
    for field, text in _texts(value, ""):
        if text.isprintable():
            continue  # as almost always; the rest is looked at sign by sign
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise EncodingWrong
        if any(not _is_storable(char) for char in text):
            problems[field] = FieldProblem(field=shortened(field), code="character_not_allowed", facts={})
    if problems:
        raise InvalidInput(*problems.values())


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """Every string below `value` with the field it stands in; names of fields count, too."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{field}.{number}")
    elif isinstance(value, dict):
        for key, item in value.items():
            path = f"{field}.{key}" if field else key
            yield path, key
            yield from _texts(item, path)


def _is_storable(char: str) -> bool:
    if char.isprintable() or char in _LINE_CONTROL:
        return True
    return char not in _OVERRIDES and unicodedata.category(char) != "Cc"
