"""The OpenAPI 3.1 document: written from the routes, the fields they read and the values they answer with.

There is no second copy of anything: a route that is not in the table is not in the document, and a field that
is read is described by the type that reads it.
"""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from pydantic import TypeAdapter
from werkzeug.routing import Rule

from loyalty_app.api import refusals
from loyalty_app.api.answers import adapter
from loyalty_app.api.calls import KEY_HEADER, Call, Key, NoQuery, call_of
from loyalty_app.api.card_name import CardName
from loyalty_app.api.fields import LARGEST_ID, Fields
from loyalty_app.api.problems import PREFIX, PROBLEM_JSON
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.errors import CATALOGUE, FIELD_CODES, IdempotencyKeyMissing, Refusal
from loyalty_app.domain.shops import CODE_FORM
from loyalty_app.edge.policy import CallerKind, Declared, Policy, declared

JSON = "application/json"
OF_APPLE = "apple_api."  # what phones with passes speak is Apple's, who describes it
_SCHEMA = "#/components/schemas/{model}"
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
_INVALID = 422
_DONE = {200: "The answer.", 201: "Created.", 202: "Accepted."}
_SECURITY: dict[CallerKind, list[dict[str, list[str]]]] = {
    CallerKind.VISITOR: [],
    CallerKind.TILL: [{"token": []}],
    CallerKind.CUSTOMER_API: [{"session": []}],
}


def openapi_document(app: Flask, *, base_url: str) -> dict[str, Any]:
    """What the JSON API offers."""
    rules = sorted(_rules(app), key=lambda rule: (rule.rule, sorted(rule.methods or ())))
    schemas, definitions = _schemas({call_of(app.view_functions[rule.endpoint]) for rule in rules})
    paths: dict[str, dict[str, Any]] = {}
    for rule in rules:
        view = app.view_functions[rule.endpoint]
        described = _operation(rule, call_of(view), declared(app, rule.endpoint), schemas)
        for method in _methods(rule):
            paths.setdefault(_PLACE.sub(r"{\1}", rule.rule), {})[method.lower()] = described | _words(view)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Loyalty API",
            "version": "1",
            "description": "Stamps, points and rewards for tills and other programs.",
        },
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Of a till or another program."},
                "session": {"type": "http", "scheme": "bearer", "description": "Of a customer: POST signin/code."},
            },
            "schemas": {**definitions, "Problem": _PROBLEM, "FieldCode": {"enum": sorted(FIELD_CODES)}},
        },
        "x-problems": _catalogue(),
    }


def documented_codes(app: Flask, endpoint: str) -> dict[int, set[str]]:
    """By status, the codes an endpoint may answer with."""
    (rule,) = app.url_map.iter_rules(endpoint)
    found: dict[int, set[str]] = {_INVALID: set(FIELD_CODES)}
    for kind in _refusals(rule, call_of(app.view_functions[endpoint]), declared(app, endpoint).policy):
        found.setdefault(kind.status, set()).add(kind.code)
    return found


def _rules(app: Flask) -> Iterator[Rule]:
    ours = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PREFIX))
    return (rule for rule in ours if not rule.endpoint.startswith(OF_APPLE))


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def _words(view: Any) -> dict[str, str]:
    first, _, more = (inspect.getdoc(view) or "").partition("\n\n")
    return {"operationId": view.__name__, "summary": first, **({"description": more} if more else {})}


Schemas = dict[tuple[Any, str], Any]


def _schemas(calls: set[Call]) -> tuple[Schemas, dict[str, Any]]:
    """The schema of every body and answer by its type, and the definitions they refer to."""
    wanted: list[tuple[Any, Any, TypeAdapter[Any]]] = []
    for call in calls:
        if call.body is not None:
            wanted.append((call.body, "validation", TypeAdapter(call.body)))
        if call.answer is not None:
            wanted.append((call.answer, "serialization", adapter(call.answer)))
    found, shared = TypeAdapter.json_schemas(wanted, ref_template=_SCHEMA)
    definitions: dict[str, Any] = shared.get("$defs", {})
    for definition in definitions.values():
        properties = definition.get("properties", {})
        properties.pop("replayed", None)  # a header says it
        for described in properties.values():
            if described.get("default", "") is None:
                del described["default"]  # left out and null are not the same everywhere
    return {(key, str(mode)): schema for (key, mode), schema in found.items()}, definitions


def _operation(rule: Rule, call: Call, what: Declared, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "parameters": [*_path(rule), *_query(call, what.policy), *_headers(call)],
        "responses": _responses(rule, call, what.policy, schemas),
        "security": _SECURITY[what.policy.kind],
        "x-limit": what.limit,
    }
    if call.body is not None:
        content = {JSON: {"schema": schemas[call.body, "validation"]}}
        described["requestBody"] = {"required": not call.body_may_be_left_out, "content": content}
    return described


def _path(rule: Rule) -> Iterator[dict[str, Any]]:
    whole = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    code = {"type": "string", "pattern": f"^{CODE_FORM}$"}
    for name in _PLACE.findall(rule.rule):
        schema = whole if f"<int:{name}>" in rule.rule else code
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query(call: Call, policy: Policy) -> Iterator[dict[str, Any]]:
    if policy.kind is CallerKind.TILL and "platform" not in policy.scopes:
        yield {
            "name": "store_code",
            "in": "query",
            "required": False,
            "description": "The store where a merchant's token acts.",
            "schema": {"type": "string"},
        }
    if call.query is not NoQuery:
        yield from _fields(call.query)


def _fields(kind: type[Fields]) -> Iterator[dict[str, Any]]:
    schema = kind.model_json_schema(by_alias=True)
    for name, described in schema["properties"].items():
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": _without_null(described)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out is not null: an address knows no null."""
    some = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    plain = some[0] if len(some) == 1 else schema
    return {name: value for name, value in plain.items() if name not in ("title", "default") or value is not None}


def _headers(call: Call) -> Iterator[dict[str, Any]]:
    if call.key is not Key.NONE:
        yield {
            "name": KEY_HEADER,
            "in": "header",
            "required": call.key is Key.REQUIRED,
            "description": "Made by the caller for each change; a repeat with the same key has no second effect.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
        }


def _responses(rule: Rule, call: Call, policy: Policy, schemas: Schemas) -> dict[str, Any]:
    answers: dict[str, Any] = {str(call.status if call.answer is not None else 204): _success(call, schemas)}
    by_status: dict[int, list[str]] = {_INVALID: []}
    for kind in _refusals(rule, call, policy):
        by_status.setdefault(kind.status, []).append(kind.code)
    return answers | {str(status): _refused(status, codes) for status, codes in sorted(by_status.items())}


def _refused(status: int, codes: list[str]) -> dict[str, Any]:
    code: dict[str, Any] = {"enum": codes}
    if status == _INVALID:
        code = {"anyOf": [{"$ref": _SCHEMA.format(model="FieldCode")}, *([code] if codes else [])]}
    schema = {"allOf": [{"$ref": _SCHEMA.format(model="Problem")}], "properties": {"code": code}}
    described = ", ".join([*(["a value is wrong"] if status == _INVALID else []), *codes])
    return {"description": described, "content": {PROBLEM_JSON: {"schema": schema}}}


def _success(call: Call, schemas: Schemas) -> dict[str, Any]:
    if call.answer is None:
        return {"description": "Done."}
    answer: dict[str, Any] = {
        "description": _DONE[call.status],
        "content": {JSON: {"schema": schemas[call.answer, "serialization"]}},
    }
    if call.key is not Key.NONE:
        schema = {"type": "string", "enum": ["true"]}
        answer["headers"] = {"Idempotent-Replayed": {"description": "This was answered before.", "schema": schema}}
    return answer


def _refusals(rule: Rule, call: Call, policy: Policy) -> list[type[Refusal]]:
    """What the call can refuse: by its token, its key, its body, its staff proof, its card, and by its own rules."""
    parts = (
        (True, refusals.EVERY_CALL),
        (bool(rule.arguments), refusals.OF_PATH),
        (policy.kind is CallerKind.TILL, refusals.OF_TOKEN),
        (policy.kind is CallerKind.CUSTOMER_API, refusals.OF_CUSTOMER),
        (call.body is not None, refusals.OF_BODY),
        (call.key is Key.REQUIRED, (IdempotencyKeyMissing,)),
        (call.key is not Key.NONE, refusals.OF_KEY),
        (call.body is not None and issubclass(call.body, StaffProof), refusals.OF_STAFF),
        (call.body is not None and issubclass(call.body, CardName), refusals.OF_CARD_NAME),
        (True, call.refuses),
    )
    return list(dict.fromkeys(kind for applies, kinds in parts if applies for kind in kinds))


def _catalogue() -> dict[str, Any]:
    """Every code by itself: where the `type` of a problem points to."""
    refused = {code: {"status": kind.status, "meaning": inspect.getdoc(kind)} for code, kind in CATALOGUE.items()}
    wrong = {code: {"status": _INVALID, "meaning": "A value is wrong."} for code in FIELD_CODES}
    return dict(sorted({**wrong, **refused}.items()))


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457; beside these fields it carries the facts of the refusal.",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string", "description": "A sentence in the language of Accept-Language."},
        "request_id": {"type": "string"},
        "retry_after_seconds": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
