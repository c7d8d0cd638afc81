"""Where each store has cards of its own, a store sees and serves no others; the merchant sees all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.models import Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from tests.api.digest import tables
from tests.api.tills import Till, a_staff_session, a_token
from tests.api.world import UNKNOWN
from tests.factories import Shop, a_card, a_colleague, a_reward, a_shop, a_store, reference

CALLERS = ("here", "elsewhere", "merchant here", "merchant elsewhere")
SEES_ALL = ("merchant here", "merchant elsewhere")
READS = ("/cards/{card}", "/cards/{card}/transactions", "/transactions?card_id={card}")


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A café with two stores and a card at each of them; `everywhere` is from before each store had its own."""

    app: Flask
    shop: Shop
    elsewhere: Shop
    cards: dict[str, int]
    numbers: dict[str, str]
    codes: dict[str, str]
    stamp_id: int
    points_id: int
    reward_id: int
    tills: dict[str, Till]


@pytest.fixture
def chain(app: Flask) -> Chain:
    shop = a_shop(settings={"allow_cross_location_redemption": False}, stamps_target=1, minimum_redemption_points=1)
    elsewhere = replace(shop, store_id=a_store(shop.merchant_id, name="Kirchberg").id)
    manager = a_colleague(elsewhere, role="manager")
    cards = {
        "here": a_card(shop, scope_store_id=shop.store_id),
        "elsewhere": a_card(elsewhere, scope_store_id=elsewhere.store_id),
        "everywhere": a_card(shop),
    }
    actor = shop.actor()
    stamp = add_stamp(AddStamp(actor=actor, card=reference(cards["here"])))
    points = earn_points(EarnPoints(actor=actor, card=reference(cards["here"]), purchase_amount_cents=5000))
    return Chain(
        app=app,
        shop=shop,
        elsewhere=elsewhere,
        cards={name: card.id for name, card in cards.items()},
        numbers={name: card.card_number for name, card in cards.items()},
        codes={name: card.qr_token for name, card in cards.items()},
        stamp_id=stamp.transaction.id,
        points_id=points.transaction.id,
        reward_id=a_reward(shop, points_required=1).id,
        tills=_tills(app, shop, elsewhere, manager.id),
    )


def _tills(app: Flask, shop: Shop, elsewhere: Shop, manager_id: int) -> dict[str, Till]:
    merchant: dict[str, Any] = {"scope": "merchant", "store_id": None, "role": "owner"}
    sessions = {"here": a_staff_session(shop.manager.id), "elsewhere": a_staff_session(manager_id)}
    tokens = {
        "here": a_token(shop, role="owner"),
        "elsewhere": a_token(elsewhere, role="owner"),
        "merchant here": a_token(shop, **merchant),
        "merchant elsewhere": a_token(shop, **merchant),
    }
    return {
        name: Till(app=app, token=token, staff_session=sessions[name.split()[-1]]) for name, token in tokens.items()
    }


def at(chain: Chain, caller: str, path: str) -> str:
    """The path as that caller asks for it: a merchant's token names the store where it acts."""
    if caller not in SEES_ALL:
        return path
    store_id = (chain.shop if caller == "merchant here" else chain.elsewhere).store_id
    return f"{path}{'&' if '?' in path else '?'}store_code={db.session.get_one(Store, store_id).code}"


def said(answer: TestResponse) -> dict[str, Any]:
    assert answer.json is not None
    return {name: value for name, value in answer.json.items() if name != "request_id"}


@pytest.mark.parametrize("card", ["here", "elsewhere", "everywhere"])
@pytest.mark.parametrize("caller", CALLERS)
def test_a_store_reads_its_own_cards_and_the_merchant_reads_all(chain: Chain, caller: str, card: str) -> None:
    till = chain.tills[caller]
    is_seen = card in (caller, "everywhere") or caller in SEES_ALL
    for path in READS:
        answer = till.get(at(chain, caller, path.format(card=chain.cards[card])))
        unknown = till.get(at(chain, caller, path.format(card=UNKNOWN["card_id"])))
        assert (unknown.status_code, said(unknown)["code"]) == (404, "card_unknown")
        if is_seen:
            assert answer.status_code == 200, (path, answer.json)
        else:
            assert (answer.status_code, said(answer)) == (404, said(unknown)), path


@pytest.mark.parametrize("caller", CALLERS)
def test_lists_and_search_name_no_card_that_may_not_be_read(chain: Chain, caller: str) -> None:
    seen = {chain.cards[name] for name in chain.cards if name in (caller, "everywhere") or caller in SEES_ALL}
    for path in ("/cards", "/cards?search=ana", "/cards?status=active", f"/cards?search={chain.numbers['here']}"):
        answer = said(chain.tills[caller].get(at(chain, caller, path)))
        wanted = seen & {chain.cards["here"]} if chain.numbers["here"] in path else seen
        assert ({card["id"] for card in answer["items"]}, answer["total"]) == (wanted, len(wanted)), path


@pytest.mark.parametrize("caller", CALLERS)
def test_who_holds_a_card_of_another_store_hears_where_it_is_valid(chain: Chain, caller: str) -> None:
    till, path = chain.tills[caller], at(chain, caller, "/cards/lookup")
    for name, way in (("qr_code", chain.codes["elsewhere"]), ("card_number", chain.numbers["elsewhere"])):
        answer = till.ask("POST", path, json={name: way})
        if caller == "here":
            assert (answer.status_code, said(answer)["code"]) == (409, "card_of_other_store")
            assert "Kirchberg" in said(answer)["detail"]
        else:
            assert answer.status_code == 200
    by_id = till.ask("POST", path, json={"card_id": chain.cards["elsewhere"]})
    assert by_id.status_code == (404 if caller == "here" else 200)


@pytest.mark.parametrize("caller", ["elsewhere", "merchant elsewhere"])
def test_every_operation_at_another_store_is_refused_and_changes_nothing(chain: Chain, caller: str) -> None:
    card, why = chain.cards["here"], {"reason": "wrong card"}
    calls: dict[str, dict[str, Any]] = {
        "/stamp": {"card_id": card},
        "/stamp/redeem": {"card_id": card},
        "/points": {"card_id": card, "purchase_amount_cents": 500},
        "/points/redeem": {"card_id": card, "reward_id": chain.reward_id},
        "/points/adjust": {"card_id": card, "points_delta": 5, **why},
        "/stamp/void": {"transaction_id": chain.stamp_id, **why},
        "/points/void": {"transaction_id": chain.points_id, **why},
        f"/cards/{card}/block": why,
        f"/cards/{card}/unblock": why,
        f"/cards/{card}/replace": why,
    }
    for path, body in calls.items():
        before = tables(chain.app)
        answer = chain.tills[caller].post(at(chain, caller, path), body)
        assert (answer.status_code, said(answer)["code"]) == (409, "card_of_other_store"), (path, answer.json)
        assert tables(chain.app) == before, path
