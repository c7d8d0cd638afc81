"""Long lists in pages: a page goes on after the last row of the one before, so nothing is shown twice or missed."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Generic, TypeVar

from loyalty_app.domain.errors import InvalidInput

MAX_LIMIT = 200
_PLACE = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})*")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page: at most `limit` rows (1 to 200) after the place that `cursor` names, None for the first page."""

    limit: int = 50
    cursor: str | None = None

    def __post_init__(self) -> None:
        """Refuse a limit out of range."""
        if not 1 <= self.limit <= MAX_LIMIT:
            raise InvalidInput.of("limit", "number_out_of_range", minimum=1, maximum=MAX_LIMIT)

    def place(self, length: int) -> tuple[int, ...] | None:
        """The numbers inside the cursor; refuses field_type for anything that is no cursor of such a list."""
        if self.cursor is None:
            return None
        try:
            text = urlsafe_b64decode(self.cursor[:100].encode() + b"==").decode()
        except ValueError:
            text = ""
        numbers = text.split(".")
        if not _PLACE.fullmatch(text) or len(numbers) != length:
            raise InvalidInput.of("cursor", "field_type")
        return tuple(int(number) for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list. `total` counts all rows of the list; `next_cursor` is None on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None
    total: int


def cursor_at(*place: int) -> str:
    """The cursor that names a place."""
    return urlsafe_b64encode(".".join(map(str, place)).encode()).rstrip(b"=").decode()
