"""Putting the JSON edge into the application."""

from contextlib import suppress

from flask import Flask, Response, g

from loyalty_app.api.admin.routes import admin_api
from loyalty_app.api.apple.routes import apple_api
from loyalty_app.api.problems import configure_problems
from loyalty_app.api.public.routes import public_api
from loyalty_app.api.store.routes import store_api
from loyalty_app.api.storefront.routes import storefront_api
from loyalty_app.domain.errors import Busy
from loyalty_app.edge.caller import Caller
from loyalty_app.operations.touch_api_token import TouchApiToken, touch_api_token
from loyalty_app.queries.callers import is_touch_due
from loyalty_app.unit_of_work import clock


def configure_api(app: Flask) -> None:
    """Register every part below /api/v1."""
    configure_problems(app)
    app.after_request(_note_token)
    for blueprint in (store_api, admin_api, storefront_api, public_api, apple_api):
        app.register_blueprint(blueprint)


def _note_token(response: Response) -> Response:
    """Note that the token was used, once in a while and only after something was done with it."""
    caller: Caller | None = g.get("caller")
    if caller and caller.token and response.status_code < 400 and is_touch_due(caller.token.last_used_at, clock.now()):
        with suppress(Busy):  # the next request notes it; the answer that stands must not become a refusal
            touch_api_token(TouchApiToken(token_id=caller.token.id))
    return response
