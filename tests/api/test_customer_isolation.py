"""A customer's session opens their own card and nothing else; no other secret opens it (S01)."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.policy import CallerKind, declared
from loyalty_app.models import Customer
from loyalty_app.unit_of_work import clock
from tests.api.digest import tables
from tests.api.guests import a_guest
from tests.api.samples import Request, requests
from tests.api.tills import Till, a_customer_session
from tests.api.world import World, a_world
from tests.factories import a_card, a_customer


def of_customers(app: Flask, world: World) -> dict[str, Request]:
    """Every call that a customer's session is for."""
    found = requests(app, world.a).items()
    return {name: one for name, one in found if declared(app, name).policy.kind is CallerKind.CUSTOMER_API}


def must_refuse(world: World, request: Request, till: Till, who: str) -> None:
    world.app.extensions["limits"] = Limits("memory://")
    before = tables(world.app)
    answer = request.sent_by(till)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "unauthenticated"), who
    assert not any(tenant.canary in answer.text for tenant in (world.a, world.b)), who
    assert tables(world.app) == before, who


def test_s01_nothing_but_a_live_session_of_a_customer_opens_a_card(app: Flask) -> None:
    world = a_world(app)
    ours = {"customer_id": world.a.customer_id, "card_id": world.a.card_id}
    strangers = world.callers() | {
        "signed out": a_guest(app, a_customer_session(**ours, revoked_at=clock.now())),
        "after ninety days": a_guest(app, a_customer_session(**ours, expires_at=clock.now() - timedelta(seconds=1))),
        "a user's session": a_guest(app, a_customer_session(**ours, kind="user")),
        "staff's session": a_guest(app, world.a.manager_session),
        "the card's own code": a_guest(app, world.a.qr_code),
    }
    assert len(of_customers(app, world)) >= 2
    for request in of_customers(app, world).values():
        for who, till in strangers.items():
            must_refuse(world, request, till, who)


def test_s01_a_customer_is_nobody_at_a_till(app: Flask) -> None:
    world = a_world(app)
    customer = a_guest(app, world.a.customer_session)
    for name, request in requests(app, world.a).items():
        if declared(app, name).policy.kind is CallerKind.TILL:
            must_refuse(world, request, customer, name)


def test_s01_each_customer_reads_their_own_and_no_canary_of_anybody_else(app: Flask) -> None:
    world = a_world(app)
    neighbour = a_customer(world.a.shop, first_name="canary-n", email="n@example.com", email_canonical="n@example.com")
    card = a_card(world.a.shop, customer=neighbour)
    sessions = {
        world.a.canary: world.a.customer_session,
        world.b.canary: world.b.customer_session,
        "canary-n": a_customer_session(neighbour.id, card.id),
    }
    people = {world.a.canary: world.a.email, world.b.canary: world.b.email, "canary-n": "n@example.com"}
    for who, session in sessions.items():
        calls = [one for one in of_customers(app, world).values() if one.method == "GET"]
        said = "".join(request.sent_by(a_guest(app, session)).text for request in calls)
        assert people[who] in said
        assert not any(email in said for other, email in people.items() if other != who)
        assert world.b.canary not in said or who == world.b.canary


def test_s01_who_was_erased_is_nobody_any_more(app: Flask) -> None:
    world = a_world(app)
    db.session.get_one(Customer, world.a.customer_id).erased_at = clock.now()
    db.session.commit()
    for request in of_customers(app, world).values():
        must_refuse(world, request, a_guest(app, world.a.customer_session), "erased")
