"""JSON as a strict reader takes it: one object, UTF-8, no key twice, no numbers that JSON does not have."""

import json
from typing import Any

from loyalty_app.demo.phone.refused import PassRefused


def read_object(data: bytes, name: str) -> dict[str, Any]:
    """The object in the bytes; raises PassRefused naming the file."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise PassRefused(f"{name} didn't parse: {problem}") from problem
    if not isinstance(value, dict):
        raise PassRefused(f"{name} is no object")
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
