"""Lists in pages: how a request asks for one, and how a short list is cut like a long one."""

from typing import Annotated, TypeVar

from pydantic import Field

from loyalty_app.api.fields import Fields, InDigits
from loyalty_app.queries.pages import MAX_LIMIT, Page, PageRequest, cursor_at

Item = TypeVar("Item")
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), InDigits]


class ListQuery(Fields):
    """At most `limit` items after the place that `cursor` names: the `next_cursor` of the page before."""

    limit: Limit = 50
    cursor: str | None = None

    def page(self) -> PageRequest:
        """The page that is asked for."""
        return PageRequest(limit=self.limit, cursor=self.cursor)


def page_of(items: tuple[Item, ...], query: ListQuery) -> Page[Item]:
    """The asked part of a list that was read as a whole because it is short."""
    place = query.page().place(1)
    start = place[0] if place else 0
    end = start + query.limit
    return Page(items=items[start:end], next_cursor=cursor_at(end) if end < len(items) else None, total=len(items))
