"""`make check`: every gate that needs no running server, one after the other; all are tried, any failure fails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent

CHECKS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "import rules": ("lint-imports", "--config", "setup.cfg"),
    "templates": ("djlint", "templates", "--lint", "--quiet"),
    "catalogues": ("python", "-m", "tools.catalogues", "check"),
    "migrations": ("python", "-m", "tools.migrations"),
}


def main() -> int:
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    print(f"\n✗ failed: {', '.join(failed)}" if failed else "\n✓ all checks pass")
    return int(bool(failed))


def _passes(name: str, command: tuple[str, ...]) -> bool:
    print(f"→ {name}", flush=True)
    if name == "templates" and not (REPOSITORY / "templates").is_dir():
        return True
    started = time.monotonic()
    done = subprocess.run([str(PROGRAMS / command[0]), *command[1:]], cwd=REPOSITORY, check=False)
    print(f"  {'✓' if done.returncode == 0 else '✗'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
