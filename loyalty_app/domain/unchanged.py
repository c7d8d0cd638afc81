"""The difference between "leave it" and "make it empty" in a change."""

from dataclasses import fields
from enum import Enum
from typing import Any, Final


class Unchanged(Enum):
    """A value that was not named: it stays, or takes its default in something new."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


def named_values(values: Any) -> dict[str, Any]:
    """The fields of a frozen value that were named, by name."""
    found = {field.name: getattr(values, field.name) for field in fields(values)}
    return {name: value for name, value in found.items() if value is not UNCHANGED}
