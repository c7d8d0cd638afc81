"""Who may call what: every route × caller × tenant, generated from the routes themselves (S01, S03–S06, S08)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from loyalty_app.api.calls import call_of
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.policy import CallerKind, declared
from tests.api.digest import tables
from tests.api.guests import a_guest
from tests.api.samples import SAMPLES, Request, is_json_call, requests, tills_requests
from tests.api.tills import a_till
from tests.api.world import UNKNOWN, World, a_world
from tests.factories import a_shop

FORBIDDEN_FIELDS = "merchant_id role_id is_admin points_balance tenant_id id created_at verified stamp_count".split()


def test_every_route_has_a_sample_and_every_sample_a_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if is_json_call(rule)}
    assert set(SAMPLES) == routes


def test_s01_who_has_no_right_is_refused_and_changes_nothing(app: Flask) -> None:
    world = a_world(app)
    callers = world.callers()
    for endpoint, request in tills_requests(app, world.a).items():
        before = tables(app)
        for name in ("nobody", "junk", "revoked"):
            _must_say(world, request.sent_by(callers[name]), 401, "unauthenticated", endpoint)
        _must_say(world, request.sent_by(callers["platform"]), 403, "forbidden", endpoint)
        assert tables(app) == before, endpoint


def test_s01_what_is_the_platforms_is_nobody_elses(app: Flask) -> None:
    world = a_world(app)
    for endpoint, request in requests(app, world.a).items():
        if "platform" not in declared(app, endpoint).policy.scopes:
            continue
        for name, till in world.callers().items():
            said = request.sent_by(till)
            if name == "platform":
                assert said.status_code == 200, (endpoint, said.json)
            elif name in ("nobody", "junk", "revoked"):
                _must_say(world, said, 401, "unauthenticated", endpoint)
            else:
                _must_say(world, said, 403, "forbidden", endpoint)


def test_s01_a_store_that_is_not_the_tokens_is_no_store(app: Flask) -> None:
    world = a_world(app)
    callers = world.callers()
    for endpoint, request in tills_requests(app, world.a).items():
        before = tables(app)
        for name in ("b store", "b merchant", "a other store"):
            theirs = request.sent_by(callers[name])
            unknown = replace(request, query={**request.query, "store_code": UNKNOWN["store_code"]})
            _must_say(world, theirs, 404, "store_unknown", endpoint)
            assert _said(theirs) == _said(unknown.sent_by(callers[name])), endpoint
        assert tables(app) == before, endpoint


def test_s03_another_merchants_thing_is_like_one_that_does_not_exist(app: Flask) -> None:
    world = a_world(app)
    till = world.callers()["a merchant"]
    for endpoint, request in tills_requests(app, world.a).items():
        app.extensions["limits"] = Limits("memory://")
        for spoiled, unknown in _spoiled(request, world):
            before = tables(app)
            theirs, nobodys = spoiled.sent_by(till), unknown.sent_by(till)
            assert theirs.status_code in (401, 404, 422), (endpoint, theirs.json)
            assert _said(theirs) == _said(nobodys), endpoint
            assert world.b.canary not in theirs.text, endpoint
            assert tables(app) == before, endpoint


def test_s04_things_of_two_merchants_never_meet(app: Flask) -> None:
    """All ids but the card's are the other merchant's, and the other way round."""
    world = a_world(app)
    theirs = requests(app, world.b)
    till = world.callers()["a merchant"]
    for endpoint, request in tills_requests(app, world.a).items():
        if not request.body or len(request.body) < 2:
            continue
        first, *_ = request.body
        mixed = replace(request, body={**(theirs[endpoint].body or {}), first: request.body[first]})
        if mixed.body == request.body:
            continue
        before = tables(app)
        answer = mixed.sent_by(till)
        assert answer.status_code in (401, 404, 422), (endpoint, answer.json)
        assert world.b.canary not in answer.text
        assert tables(app) == before, endpoint


def test_s05_no_answer_names_anything_of_another_merchant(app: Flask) -> None:
    for name in ("a store", "a store, owner", "a merchant", "a merchant, manager"):
        world = a_world(app)
        till = world.callers()[name]
        for endpoint, request in requests(app, world.a).items():
            if declared(app, endpoint).policy.kind is CallerKind.CUSTOMER_API:
                continue
            answer = request.sent_by(till)
            assert world.b.canary not in answer.text, endpoint
            assert answer.status_code not in (401, 404), (endpoint, name, answer.json)


def test_s06_what_is_not_a_field_of_the_call_is_refused(app: Flask) -> None:
    world = a_world(app)
    till, customer = world.callers()["a merchant"], a_guest(app, world.a.customer_session)
    for endpoint, request in requests(app, world.a).items():
        is_of_customers = declared(app, endpoint).policy.kind is CallerKind.CUSTOMER_API
        body = call_of(app.view_functions[endpoint]).body
        if body is None:
            continue
        before = tables(app)
        for name in FORBIDDEN_FIELDS:
            assert name not in body.model_fields
            caller = customer if is_of_customers else till
            answer = replace(request, body={**(request.body or {}), name: 1}).sent_by(caller)
            _must_say(world, answer, 422, "field_unknown", endpoint)
        assert tables(app) == before, endpoint
        app.extensions["limits"] = Limits("memory://")


def test_a_role_below_what_the_route_wants_is_forbidden(app: Flask) -> None:
    world = a_world(app)
    callers = {"a store": 1, "a merchant, manager": 2}
    for endpoint, request in tills_requests(app, world.a).items():
        policy = declared(app, endpoint).policy
        for name, role in callers.items():
            if role < policy.role:
                before = tables(app)
                _must_say(world, request.sent_by(world.callers()[name]), 403, "forbidden", endpoint)
                assert tables(app, without=frozenset({"api_tokens"})) | {"api_tokens": ""} == before | {
                    "api_tokens": ""
                }


def _spoiled(request: Request, world: World) -> list[tuple[Request, Request]]:
    """The request with one id replaced: by the other merchant's, and by one that nobody has."""
    theirs = world.b.ids()
    found: list[tuple[Request, Request]] = []
    for place in ("ids", "query", "body"):
        values: dict[str, Any] = getattr(request, place) or {}
        for name in set(values) & set(theirs):
            spoiled, unknown = ({**values, name: ids[name]} for ids in (theirs, UNKNOWN))
            found.append((_with(request, place, spoiled), _with(request, place, unknown)))
    return found


def _with(request: Request, place: str, values: dict[str, Any]) -> Request:
    changed: Any = {place: values}
    return replace(request, **changed)


def _must_say(world: World, answer: TestResponse, status: int, code: str, endpoint: str) -> None:
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code), (endpoint, answer.json)
    for tenant in (world.a, world.b):
        assert tenant.canary not in answer.text


def _said(answer: TestResponse) -> tuple[int, dict[str, str], str]:
    """The whole answer but its request id."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    body = json.loads(answer.data)
    body.pop("request_id", None)
    text = json.dumps(body)
    return answer.status_code, headers | {"Content-Length": ""}, text


def test_s08_the_same_person_and_receipt_at_two_merchants_do_not_meet(app: Flask) -> None:
    shops = [a_shop(), a_shop()]
    for shop in shops:
        till = a_till(app, shop)
        enrolled = till.post("/cards/enroll", {"email": "ana@example.com"})
        assert enrolled.json is not None
        assert (enrolled.status_code, enrolled.json["already_enrolled"]) == (201, False)
        sale = {"card_id": enrolled.json["card"]["id"], "purchase_amount_cents": 500, "order_reference": "4711"}
        assert till.post("/points", sale).status_code == 200
