"""Programs started as nobody in particular: PostgreSQL refuses to run as root, and no test server needs to."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

START_SECONDS = 60
STOP_SECONDS = 10
UNPRIVILEGED_USER = "nobody"


class ServerFailed(RuntimeError):
    """A test server did not start; carries what it wrote."""


class User(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def package_folder(name: str) -> Path:
    """Where an installed package lies, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerFailed(f"{name} is not installed; it is part of requirements/test.txt")
    return Path(spec.origin).parent


def reachable(package: Path, directory: Path) -> Path:
    """The package itself, or a copy where the unprivileged user may not enter (a clone below root's home)."""
    if not _is_root() or all(parent.stat().st_mode & 0o001 for parent in (package, *package.resolve().parents)):
        return package
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, directory / folder.name, symlinks=True)
    return directory / package.name


def private_directory(path: Path) -> Path:
    """A new directory that belongs to the server's user."""
    path.mkdir(mode=0o700)
    if _is_root():
        user = pwd.getpwnam(UNPRIVILEGED_USER)
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def run(*command: str) -> None:
    """Run a program to its end; raises `ServerFailed` with its output."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd="/", **_user()
    )
    if done.returncode:
        raise ServerFailed(f"{command[0]}: {done.stdout}{done.stderr}")


@contextmanager
def serving(
    command: list[str], log: Path, *, is_ready: Callable[[], bool], stop_signal: signal.Signals
) -> Iterator[None]:
    """A server that answers inside the block and is ended, by its pid, after it."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
            **_user(),
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(log.read_text(errors="replace"))
            time.sleep(0.02)
        yield
    finally:
        server.send_signal(stop_signal)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _user() -> User:
    if not _is_root():
        return {}
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _is_root() -> bool:
    return os.geteuid() == 0
