"""From a bare Python to everything `make run` or `make test` needs, showing each step; a second time it only looks.

    python3 tools/bootstrap.py run     what the product needs
    python3 tools/bootstrap.py test    that, the tools of tests and checks, and a Chromium

Standard library only. What is installed is exactly what the lock files name, by hash. The stamp in `.venv` is the
hash of those files: while it fits, nothing is installed. A `.venv` that is a link to a fitting environment is used.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST_PYTHON = (3, 11)
REPOSITORY = Path(__file__).resolve().parents[1]
ENVIRONMENT = REPOSITORY / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
REQUIREMENTS = REPOSITORY / "requirements"
# The larger environment also serves the smaller need: test.txt contains run.txt.
SERVED_BY = {"run": ("run", "test"), "test": ("test",)}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
STARTED = time.monotonic()


class CannotPrepare(Exception):
    """Something a person has to do first; the text says what."""


def main(arguments: list[str]) -> int:
    need = arguments[0] if len(arguments) == 1 else ""
    if need not in SERVED_BY:
        print(__doc__)
        return 2
    try:
        prepare(need)
    except CannotPrepare as obstacle:
        print(f"\n✗ {obstacle}", file=sys.stderr)
        return 1
    return 0


def prepare(need: str) -> None:
    """Make `.venv` fit for `run` or `test`; quick when it is already."""
    if sys.version_info < OLDEST_PYTHON:
        raise CannotPrepare(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old; 3.11 or newer is needed. "
            "Name another one with: make PYTHON=python3.12 …"
        )
    if not _stamped(need):
        _make_environment()
        _install(need)
        _stamp(need).write_text(_wanted(need))
    if need == "test" and not _has_chromium():
        _install_chromium()
    _compile_catalogues()


def _stamped(need: str) -> bool:
    stamps = ((_stamp(name), _wanted(name)) for name in SERVED_BY[need])
    return PYTHON.exists() and any(file.exists() and file.read_text() == wanted for file, wanted in stamps)


def _stamp(need: str) -> Path:
    return ENVIRONMENT / f"installed-{need}.stamp"


def _wanted(need: str) -> str:
    content = (REQUIREMENTS / f"{need}.txt").read_bytes()
    return f"{sys.version_info[0]}.{sys.version_info[1]} {hashlib.sha256(content).hexdigest()}"


def _make_environment() -> None:
    if PYTHON.exists() and _python_version() == sys.version_info[:2]:
        return
    _say(f"making .venv with Python {sys.version.split()[0]}")
    if ENVIRONMENT.is_symlink():
        raise CannotPrepare(".venv links to an environment that does not work here; remove the link.")
    command = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    if _succeeds(command):
        return
    if not _apt_install("python3-venv"):
        raise CannotPrepare("This Python cannot make environments. On Debian: apt-get install python3-venv")
    _run(command, "the environment could not be made")


def _python_version() -> tuple[int, int]:
    answer = subprocess.run(
        [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
    )
    major, _, minor = answer.stdout.strip().partition(" ")
    return (int(major), int(minor)) if minor else (0, 0)


def _install(need: str) -> None:
    lock = REQUIREMENTS / f"{need}.txt"
    count = sum("==" in line for line in lock.read_text().splitlines())
    _say(f"installing up to {count} packages of requirements/{need}.txt")
    options = ["install", "--require-hashes", "-r", str(lock)]
    uv = _uv()
    own_certificates = {**os.environ, "UV_SYSTEM_CERTS": "true"}  # those of this machine, as every other program
    if uv and _succeeds([uv, "pip", *options, "--python", str(PYTHON)], show=True, environment=own_certificates):
        return
    _say("with pip, which takes a little longer")
    _run([str(PYTHON), "-m", "pip", *options, *PIP_QUIET], "the packages could not be installed (see above)")


PIP_QUIET = ["--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]


def _uv() -> str | None:
    """A fast installer: the machine's own, or one from its lock; none is no obstacle."""
    own = ENVIRONMENT / "bin" / "uv"
    if found := shutil.which("uv"):
        return found
    lock = str(REQUIREMENTS / "bootstrap.txt")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock, *PIP_QUIET]
    return str(own) if own.exists() or _succeeds(pip) else None


def _has_chromium() -> bool:
    if os.environ.get("TESTS_CHROMIUM") or any(shutil.which(name) for name in CHROMIUM_NAMES):
        return True
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return any(cache.glob("chromium-*"))


def _install_chromium() -> None:
    _say("installing Chromium for the browser tests")
    if _apt_install("chromium") or _succeeds([str(PYTHON), "-m", "playwright", "install", "chromium"], show=True):
        return
    raise CannotPrepare("No Chromium found. Install one (Debian: apt-get install chromium) or set TESTS_CHROMIUM.")


def _apt_install(package: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    _say(f"apt-get install {package}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
    if _succeeds(install, show=True, environment=quiet):
        return True
    return _succeeds(["apt-get", "update", "-q"], show=True, environment=quiet) and _succeeds(
        install, show=True, environment=quiet
    )


def _compile_catalogues() -> None:
    catalogues = list((REPOSITORY / "translations").glob("*/LC_MESSAGES/*.po"))
    if all(_is_compiled(catalogue) for catalogue in catalogues):
        return
    _say("compiling the translations")
    pybabel = str(ENVIRONMENT / "bin" / "pybabel")
    _run([pybabel, "-q", "compile", "-d", str(REPOSITORY / "translations")], "a translation is broken")


def _is_compiled(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime


def _run(command: list[str], failure: str) -> None:
    if not _succeeds(command, show=True):
        raise CannotPrepare(failure)


def _succeeds(command: list[str], *, show: bool = False, environment: dict[str, str] | None = None) -> bool:
    output = None if show else subprocess.DEVNULL
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
    )
    return done.returncode == 0


def _say(step: str) -> None:
    print(f"→ [{time.monotonic() - STARTED:4.0f} s] {step}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
