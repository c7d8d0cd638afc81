"""When a till was last heard of."""

from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.operations.touch_api_token import TouchApiToken, touch_api_token
from loyalty_app.unit_of_work import clock
from tests.factories import a_shop, an_api_token


def test_it_is_noted_every_fifteen_seconds_at_most(app: Flask) -> None:
    token = an_api_token(a_shop())
    touch_api_token(TouchApiToken(token_id=token.id))
    db.session.refresh(token)
    first = token.last_used_at
    assert first is not None
    touch_api_token(TouchApiToken(token_id=token.id))
    db.session.refresh(token)
    assert token.last_used_at == first
    with clock.moved_to(clock.now() + timedelta(seconds=16)):
        touch_api_token(TouchApiToken(token_id=token.id))
    db.session.refresh(token)
    assert token.last_used_at > first
