"""One line of migrations that goes up, matches the models, comes down and goes up again, on a scratch SQLite file.

PostgreSQL has the same journey in the tests, where a server is at hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
JOURNEY = (("upgrade",), ("check",), ("downgrade", "base"), ("upgrade",))


def main() -> int:
    heads = _flask_db("heads", environment=dict(os.environ)).stdout.split("\n")
    if sum("(head)" in line for line in heads) != 1:
        print("there must be exactly one newest migration:", *heads, sep="\n  ")
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{scratch}/migrations.sqlite", **SECRETS}
        for step in JOURNEY:
            done = _flask_db(*step, environment=environment)
            if done.returncode:
                print(f"flask db {' '.join(step)} failed:\n{done.stdout}{done.stderr}")
                return 1
    return 0


def _flask_db(*step: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *step]
    return subprocess.run(
        command, cwd=REPOSITORY, env={**SECRETS, **environment}, capture_output=True, text=True, check=False
    )


# Whoever names a database has to name the secrets, too; these protect nothing.
SECRETS = {
    "SECRET_KEY": "checks only, 0123456789abcdef0123456789abcdef",
    "LOYALTY_PIN_PEPPER": "checks only, fedcba9876543210fedcba9876543210",
    "LOYALTY_FERNET_KEYS": "dGVzdHMgb25seSwgdGhpcnR5LXR3byBieXRlcyBsb24=",
}

if __name__ == "__main__":
    sys.exit(main())
