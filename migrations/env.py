"""How migrations run: on the application's database, as the role that may change tables."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import create_engine

from loyalty_app.config import Settings
from loyalty_app.db import UtcDateTime, db, migrating_options


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our own types as what they are in the database, so that old migrations never import the app."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def main() -> None:
    """Run the asked migrations, one transaction each."""
    settings: Settings = current_app.extensions["settings"]
    url = settings.migration_database_url
    engine = create_engine(url, **migrating_options(url)).execution_options(writes=True)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


main()
