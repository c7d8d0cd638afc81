"""One line of migrations that goes up, matches the models, comes down and goes up again, on a scratch SQLite file.

PostgreSQL has the same journey in the tests, where a server is at hand.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from flask import Flask

JOURNEY = (["upgrade"], ["check"], ["downgrade", "base"], ["upgrade"])

# Whoever names a database has to name the secrets, too; these protect nothing.
SECRETS = {
    "SECRET_KEY": "checks only, 0123456789abcdef0123456789abcdef",
    "LOYALTY_PIN_PEPPER": "checks only, fedcba9876543210fedcba9876543210",
    "LOYALTY_FERNET_KEYS": "dGVzdHMgb25seSwgdGhpcnR5LXR3byBieXRlcyBsb24=",
}


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(SECRETS)
        os.environ["DATABASE_URL"] = os.environ["LOYALTY_MIGRATION_DATABASE_URL"] = f"sqlite:///{scratch}/check.sqlite"
        os.environ.pop("REDIS_URL", None)
        from wsgi import app

        heads = _heads(app)
        if len(heads) != 1:
            print(f"there must be exactly one newest migration, not {', '.join(heads) or 'none'}")
            return 1
        return next(filter(None, (_flask_db(app, step) for step in JOURNEY)), 0)


def _heads(app: Flask) -> list[str]:
    from alembic.script import ScriptDirectory

    folder = Path(app.extensions["migrate"].directory)
    return ScriptDirectory(str(folder)).get_heads()


def _flask_db(app: Flask, step: list[str]) -> int:
    done = app.test_cli_runner().invoke(args=["db", *step])
    if done.exit_code:
        print(f"flask db {' '.join(step)} failed:\n{done.output}{done.exception or ''}")
    return done.exit_code


if __name__ == "__main__":
    sys.exit(main())
