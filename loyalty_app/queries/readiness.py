"""Can the shop be served? Whether the database takes changes and knows the tables this version expects."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError


def takes_changes(engine: Engine) -> bool:
    """Whether a change could be written now; nothing is."""
    try:
        with engine.connect().execution_options(writes=True) as connection:
            connection.execute(text("UPDATE merchants SET name = name WHERE id = -1"))
            connection.rollback()
    except SQLAlchemyError:
        return False
    return True


def is_migrated(engine: Engine, scripts: ScriptDirectory) -> bool:
    """Whether all migrations of this version have run."""
    try:
        with engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == set(scripts.get_heads())
    except SQLAlchemyError:
        return False
