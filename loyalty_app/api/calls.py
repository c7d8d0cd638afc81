"""Calls: what each one takes and answers with, declared once for reading requests and for the OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Response, request

from loyalty_app.api.answers import nothing, show
from loyalty_app.api.bodies import read_object, require_storable_text, shortened
from loyalty_app.api.card_name import CardName
from loyalty_app.api.fields import Fields, QuerySwitch, read_fields
from loyalty_app.api.staff_proof import StaffProof, run_proven
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import CardReplaced, CardUnknown, IdempotencyKeyMissing, InvalidInput, Refusal
from loyalty_app.domain.idempotency import require_key_form
from loyalty_app.edge.caller import current_caller
from loyalty_app.edge.card_misses import count_miss

KEY_HEADER = "Idempotency-Key"


class Key(StrEnum):
    """Whether a call carries an Idempotency-Key."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class NoQuery(Fields):
    """No parameters."""


class DryRun(Fields):
    """`dry_run`: the same checks and the same answer, and nothing is recorded."""

    dry_run: QuerySwitch = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a call takes and answers with.

    `body_may_be_left_out`: a request without one means an empty object. `refuses`: what this call says no to
    beyond what follows from its token, key, body and staff proof.
    """

    answer: Any
    status: int = 200
    query: type[Fields] = NoQuery
    body: type[Fields] | None = None
    body_may_be_left_out: bool = False
    key: Key = Key.NONE
    refuses: tuple[type[Refusal], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked, and how: what every command that changes a card carries."""

    actor: Actor
    request_id: str | None
    dry_run: bool


B = TypeVar("B", bound=Fields)
V = Callable[..., Any]


def call(  # noqa: PLR0913  each is a line of the declaration
    answer: Any,
    *,
    query: type[Fields] = NoQuery,
    body: type[Fields] | None = None,
    body_may_be_left_out: bool = False,
    key: Key = Key.NONE,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
) -> Callable[[V], Callable[..., Response]]:
    """Let the function answer a call, which gets `query`, `body` and `request_id` as far as declared."""
    declared = Call(
        answer=answer,
        query=query,
        body=body,
        body_may_be_left_out=body_may_be_left_out,
        key=key,
        status=status,
        refuses=refuses,
    )

    def declare(function: V) -> Callable[..., Response]:
        @wraps(function)
        def view(**ids: int) -> Response:
            keyed = {"request_id": _read_key(key)} if key is not Key.NONE else {}
            value = function(**ids, **keyed, **_read(declared))
            return nothing() if declared.answer is None else show(value, declared.answer, status=declared.status)

        return _declared(view, declared)

    return declare


def change(
    run: Callable[[Any], Any],
    answer: Any,
    body: type[StaffProof],
    *,
    key: Key = Key.REQUIRED,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
) -> Callable[[V], Callable[..., Response]]:
    """Let the function make the command of a change from `body` and `asked`; `run` then does it.

    The idempotency key comes from the header, the member of staff from the body's proof. A request that was
    answered before is answered the same, without asking for the PIN again.
    """
    declared = Call(answer=answer, query=DryRun, body=body, status=status, key=key, refuses=refuses)

    def declare(function: V) -> Callable[..., Response]:
        @wraps(function)
        def view(**ids: int) -> Response:
            request_id = _read_key(key)
            given = _read(declared)
            asked = Asked(actor=current_caller().acting, request_id=request_id, dry_run=given["query"].dry_run)
            command = function(given["body"], asked, **ids)
            try:
                outcome = run_proven(run, command, answer, given["body"])
            except (CardUnknown, CardReplaced):
                if isinstance(given["body"], CardName) and given["body"].is_scanned:
                    count_miss()
                raise
            return show(outcome, answer, status=status)

        return _declared(view, declared)

    return declare


def call_of(view: Callable[..., Any]) -> Call:
    """What the view was declared with."""
    found: Call = view.call  # type: ignore[attr-defined]  # set below
    return found


def _declared(view: Callable[..., Response], declared: Call) -> Callable[..., Response]:
    view.call = declared  # type: ignore[attr-defined]  # the one place where the OpenAPI document finds it
    return view


def _read(declared: Call) -> dict[str, Any]:
    given: dict[str, Any] = {}
    values = read_object(is_optional=declared.body_may_be_left_out) if declared.body else {}
    query = read_fields(declared.query, _parameters(declared.query, values))
    if declared.query is not NoQuery:
        given["query"] = query
    if declared.body:
        given["body"] = read_fields(declared.body, values)
    return given


def _parameters(kind: type[Fields], body: dict[str, Any]) -> dict[str, str]:
    """The parameters of the address, none given twice differently.

    Without the store's code where that says who calls, and not what is asked.
    """
    found: dict[str, str] = {}
    for name, values in request.args.lists():
        require_storable_text(name + "".join(values), shortened(name))
        if len(set(values)) > 1 or (name in body and _spelled(body[name]) != values[0]):
            raise InvalidInput.of(shortened(name), "field_conflict")
        if name != "store_code" or name in kind.model_fields:
            found[name] = values[0]
    return found


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_key(key: Key) -> str | None:
    """The idempotency key; refuses idempotency_key_missing and idempotency_key_invalid."""
    given = request.headers.get(KEY_HEADER)
    if given is None:
        if key is Key.REQUIRED:
            raise IdempotencyKeyMissing
        return None
    require_key_form(given)
    return given
