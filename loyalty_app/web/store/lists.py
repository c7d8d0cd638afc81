"""Long lists at the terminal in parts: rows 21–40 of 93, the next part, and back to the start."""

from typing import TypeVar

from flask import request, url_for

from loyalty_app.queries.pages import Page, PageRequest
from loyalty_app.web.store.screens import Part

ROWS = 20
T = TypeVar("T")


def wanted_part() -> PageRequest:
    """The part that the address names, else the first."""
    return PageRequest(limit=ROWS, cursor=request.args.get("cursor") or None)


def part_of(page: Page[T], **values: object) -> Part:
    """Where the part stands in its list; `values` are what the list was asked for."""
    before = _rows_before() if request.args.get("cursor") else 0
    after = before + len(page.items)
    return Part(
        first=min(before + 1, page.total),
        last=min(after, page.total),
        total=page.total,
        next_url=_address(values, cursor=page.next_cursor, before=after) if page.next_cursor else None,
        start_url=_address(values) if before else None,
    )


def _rows_before() -> int:
    typed = request.args.get("before", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _address(values: dict[str, object], **place: object) -> str:
    asked = {name: value for name, value in (values | place).items() if value not in (None, "")}
    return url_for(request.endpoint or "", **asked)  # type: ignore[arg-type]
