"""Putting the JSON edge into the application."""

from flask import Flask

from loyalty_app.api.problems import configure_problems
from loyalty_app.api.public.routes import public_api
from loyalty_app.api.store.routes import store_api


def configure_api(app: Flask) -> None:
    """Register every blueprint below /api/v1 and answer its refusals as problems."""
    blueprints = (store_api, public_api)
    configure_problems(app, *blueprints)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
