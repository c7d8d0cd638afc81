"""Writing answers: the frozen values of operations and queries as JSON, field by field as they are declared."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from flask import Response
from pydantic import TypeAdapter

from loyalty_app.edge.pass_links import with_links
from loyalty_app.queries.card_view import CardView
from loyalty_app.queries.categories import CategoryView
from loyalty_app.queries.pages import Page
from loyalty_app.queries.pins import PinView
from loyalty_app.queries.program_view import ProgramView
from loyalty_app.unit_of_work import Outcome

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswer:
    """One card."""

    card: CardView


@dataclass(frozen=True, slots=True, kw_only=True)
class PinAnswer:
    """One member of staff."""

    pin: PinView


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAnswer:
    """One category."""

    category: CategoryView


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramAnswer:
    """The merchant's program."""

    program: ProgramView


def show(value: Any, kind: Any, *, status: int = 200) -> Response:
    """The value as JSON; a repeated request says so in a header, a dry run in its body."""
    left_out = set()
    headers = {}
    if isinstance(value, Outcome):
        left_out = {"replayed"} if value.dry_run else {"replayed", "dry_run"}
        if value.replayed:
            headers["Idempotent-Replayed"] = "true"
    body = adapter(kind).dump_json(_with_links(value), exclude=left_out)
    return Response(body, status=status, headers=headers, content_type=JSON)


def _with_links(value: Any) -> Any:
    """The value with the addresses from which phones add the cards in it: they are good for an hour, so never kept."""
    if isinstance(value, Page):
        return replace(value, items=tuple(with_links(i) if isinstance(i, CardView) else i for i in value.items))
    if isinstance(card := getattr(value, "card", None), CardView):
        return replace(value, card=with_links(card))
    return value


def nothing() -> Response:
    """Done, and there is nothing to say."""
    return Response(status=204)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """How values of `kind` become JSON and what the OpenAPI document says of them."""
    return TypeAdapter(kind)
