"""The catalogue of bad inputs at the JSON edge: each gets its code, status and sentence, and nothing is written.

The ids are those of the catalogue. What only a form, a tablet or a server can send is tested where they are.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from loyalty_app.models import LoyaltyCard
from tests.api.digest import tables
from tests.api.tills import Till, a_key, a_till
from tests.factories import Shop, a_card, a_shop

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A shop with a till, its proven cashier, and the card of a customer."""

    app: Flask
    shop: Shop
    till: Till
    card: LoyaltyCard

    def stamp(self, *, key: str | None = None, **fields: Any) -> TestResponse:
        return self.till.post("/stamp", {"card_id": self.card.id, **fields}, key=key)

    def points(self, **fields: Any) -> TestResponse:
        return self.till.post("/points", {"card_id": self.card.id, "purchase_amount_cents": 500, **fields})

    def look_up(self, **fields: Any) -> TestResponse:
        return self.till.ask("POST", "/cards/lookup", json=fields)

    def send(self, body: bytes | str, path: str = "/stamp", **options: Any) -> TestResponse:
        """A body as it is, byte for byte."""
        headers = {"Idempotency-Key": a_key(), **JSON, **options.pop("headers", {})}
        return self.till.ask("POST", path, data=body, headers=headers, **options)

    def send_lying(self, body: bytes, said_length: int) -> TestResponse:
        """A body that is longer than it says; a server hands on what was said."""
        said = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(said_length)}
        return self.send(b"", environ_overrides=said)

    def send_in_chunks(self, body: bytes) -> TestResponse:
        """A body without a length, as a server hands on one that came in chunks."""
        said = {
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
            "CONTENT_LENGTH": "",
        }
        return self.send(b"", environ_overrides=said)


def a_scene(app: Flask, *, settings: dict[str, Any] | None = None, **rules: Any) -> Scene:
    shop = a_shop(settings=settings, **rules)
    return Scene(app=app, shop=shop, till=a_till(app, shop), card=a_card(shop))


@dataclass(frozen=True, kw_only=True)
class Bad:
    """One bad input: how it is sent, and what must be said."""

    id: str
    send: Callable[[Scene], TestResponse]
    status: int
    code: str
    says: str

    def must_be_refused(self, scene: Scene, *, except_in: frozenset[str] = frozenset()) -> TestResponse:
        before = tables(scene.app, without=except_in)
        answer = self.send(scene)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (self.status, self.code), answer.json
        assert answer.json["detail"] == self.says, answer.json["detail"]
        assert answer.json["request_id"] == answer.headers["X-Request-Id"]
        assert tables(scene.app, without=except_in) == before
        return answer


def named(cases: list[Bad]) -> pytest.MarkDecorator:
    """The cases as parameters, each by its id of the catalogue and what is special about it."""
    return pytest.mark.parametrize("case", cases, ids=[case.id for case in cases])


def bad(name: str, status: int, code: str, says: str, send: Callable[[Scene], TestResponse]) -> Bad:
    return Bad(id=name, status=status, code=code, says=says, send=send)


Send = Callable[[Scene], TestResponse]


def sending(body: bytes | str, **options: Any) -> Send:
    return lambda scene: scene.send(body, **options)


def stamping(*, key: str | None = None, **fields: Any) -> Send:
    return lambda scene: scene.stamp(key=key, **fields)


def crediting(**fields: Any) -> Send:
    return lambda scene: scene.points(**fields)


def looking_up(**fields: Any) -> Send:
    return lambda scene: scene.look_up(**fields)
