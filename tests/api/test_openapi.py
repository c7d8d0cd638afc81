"""The OpenAPI document: it is valid, complete, and true of the running application."""

from __future__ import annotations

import contextvars
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from loyalty_app.api.calls import call_of
from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from tests.api.samples import SAMPLES, is_json_call
from tests.api.tills import Till
from tests.api.world import Tenant, World, a_world

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 10
AnOperation = APIOperation[Any, Any, Any, Any]
ACase = Case[Any]
DOCUMENT = "/api/v1/openapi.json"


def the_document(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] | None = Till(app=app, token=None).get(DOCUMENT).json
    assert document is not None
    return document


def test_every_route_is_documented_and_nothing_else(app: Flask) -> None:
    routes = {
        (rule.rule.replace("<int:", "{").replace("<code:", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if is_json_call(rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(path, method) for path, methods in the_document(app)["paths"].items() for method in methods}
    assert documented == routes


def test_every_call_says_what_it_is_for_and_when_it_refuses(app: Flask) -> None:
    for path, methods in the_document(app)["paths"].items():
        for operation in methods.values():
            assert operation["summary"].endswith("."), path
            assert "429" in operation["responses"], path
            if operation["security"]:
                of_token = {"403", "404"} if {"token": []} in operation["security"] else set()
                assert {"401"} | of_token <= set(operation["responses"]), path
            if "requestBody" in operation:
                assert {"400", "413", "415", "422"} <= set(operation["responses"]), path


def test_every_change_of_a_balance_needs_its_key(app: Flask) -> None:
    changes = "stamp stamp/redeem stamp/void points points/redeem points/void points/adjust".split()
    for path in changes:
        operation = the_document(app)["paths"][f"/api/v1/store/loyalty/{path}"]["post"]
        (key,) = [parameter for parameter in operation["parameters"] if parameter["name"] == "Idempotency-Key"]
        assert key["required"], path
        assert "428" in operation["responses"], path
        assert "dry_run" in {parameter["name"] for parameter in operation["parameters"]}, path


def test_every_code_has_a_place_where_its_type_points_to(app: Flask) -> None:
    codes = the_document(app)["x-problems"]
    problem = Till(app=app, token=None).get("/api/v1/store/loyalty/cards/1").json
    assert problem is not None
    address, _, pointer = problem["type"].partition("#/x-problems/")
    assert address == DOCUMENT
    assert codes[pointer]["status"] == 401


def test_every_body_has_an_example_and_would_be_read(app: Flask) -> None:
    bodies = {call_of(app.view_functions[endpoint]).body for endpoint in SAMPLES} - {None}
    for body in bodies:
        assert body is not None
        examples = body.model_json_schema()["examples"]
        assert [body.model_validate(example) for example in examples], body


@pytest.mark.parametrize("endpoint", sorted(SAMPLES))
def test_no_request_breaks_anything_or_gets_an_answer_that_is_not_documented(app: Flask, endpoint: str) -> None:
    world = a_world(app)
    schema = from_wsgi(DOCUMENT, app).include(operation_id=endpoint.split(".")[1])
    (operation,) = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    _examine(world, operation, GenerationMode.POSITIVE)
    if operation.query or operation.body:
        _examine(world, operation, GenerationMode.NEGATIVE)


def _examine(world: World, operation: AnOperation, mode: GenerationMode) -> None:
    token = world.callers()["a merchant"].token
    if {"session": []} in operation.definition.raw["security"]:
        token = world.a.customer_session
    headers = {"Authorization": f"Bearer {token}"}
    db.session.rollback()

    def send(case: ACase) -> None:
        world.app.extensions["limits"] = Limits("memory://")
        if mode is GenerationMode.POSITIVE:
            _make_real(case, world.a)
        answer = contextvars.Context().run(case.call, headers=headers)
        case.validate_response(answer, checks=CHECKS)

    bounded = settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    bounded(given(case=operation.as_strategy(mode))(send))()


def _make_real(case: ACase, tenant: Tenant) -> None:
    """Let half of what is generated name things that exist, so that it gets past the first check."""
    real = tenant.ids()
    case.query["store_code"] = tenant.store_code
    case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
    if isinstance(case.body, dict) and "staff_session" in case.body:
        case.body["staff_session"] = tenant.manager_session
        case.body.pop("staff_id", None)
        case.body.pop("staff_pin", None)
    if isinstance(case.body, dict) and "card_id" in case.body:
        case.body["card_id"] = tenant.card_id
        case.body.pop("qr_code", None)
        case.body.pop("card_number", None)
