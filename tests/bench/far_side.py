"""The fake push service in a process of its own, so that its work is not counted as ours; as in reality."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tests.doubles.apns import running_apns
from tests.doubles.apple import dev_authorities

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class FarSide:
    """Where it listens, whom to trust there, and its process."""

    url: str
    authority_path: str
    pid: int


class Ended:
    """What it saw; known after the end."""

    pushes = connections = 0


@contextmanager
def far_side(directory: Path, latency_seconds: float) -> Iterator[tuple[FarSide, Ended]]:
    """A service that knows every phone and answers after `latency_seconds`."""
    command = [sys.executable, "-m", "tests.bench.far_side", str(directory), str(latency_seconds)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ended = Ended()
        try:
            yield FarSide(**json.loads(process.stdout.readline()), pid=process.pid), ended
        finally:
            process.stdin.close()
            said = process.stdout.readline()
        ended.pushes, ended.connections = json.loads(said)


def serve(directory: Path, latency_seconds: float, told: TextIO, until: TextIO) -> None:
    """Serve until `until` is closed; then tell how many pushes came over how many connections."""
    with running_apns(directory, *dev_authorities(directory)) as fake:
        fake.knows_everybody, fake.latency = True, latency_seconds
        print(json.dumps({"url": fake.url, "authority_path": str(fake.authority_path)}), file=told, flush=True)
        until.read()
        print(json.dumps([len(fake.journal), len({push.connection for push in fake.journal})]), file=told, flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), float(sys.argv[2]), sys.stdout, sys.stdin)
