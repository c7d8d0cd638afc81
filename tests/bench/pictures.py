"""What the pictures of a design cost: drawn by the loop, by a request that finds no file, and read by one that does.

    python -m tests.bench.pictures

Processor time of one thread, medians; every round begins like a new process, with nothing in memory.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from loyalty_app.domain.passes import PassDesign
from loyalty_app.wallets.apple.design import DesignPictures
from loyalty_app.wallets.pictures.files import PictureFiles
from tests.wallets.contents import CAFE

TARGETS = (10, 50)
ROUNDS = 5


def main() -> None:
    print(f"{'':14}{'all drawn':>12}{'files':>10}{'first pass, no file':>22}{'with files':>12}{'in memory':>12}")
    for target in TARGETS:
        design = replace(CAFE, stamps_target=target)
        rounds = [_round(design) for _ in range(ROUNDS)]
        drawn, size, bare, read, kept = (median(column) for column in zip(*rounds, strict=True))
        print(
            f"{target:>3} stamps    {drawn * 1000:9.0f} ms{size / 1000:7.0f} KB"
            f"{bare * 1000:19.1f} ms{read * 1000:9.2f} ms{kept * 1000:9.3f} ms",
            flush=True,
        )


def _round(design: PassDesign) -> tuple[float, ...]:
    def ask(found: DesignPictures) -> object:
        return found.shown(design, 6)

    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        drawn = _seconds(lambda: _new(root).prepare(design))
        size = sum(file.stat().st_size for file in root.glob("*/*"))
        fresh = _new(root)
        read = _seconds(lambda: ask(fresh))
        kept = _seconds(lambda: ask(fresh))
    bare = _seconds(lambda: ask(DesignPictures(lambda _sha256: None)))
    return drawn, size, bare, read, kept


def _new(root: Path) -> DesignPictures:
    return DesignPictures(lambda _sha256: None, PictureFiles(root))


def _seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


if __name__ == "__main__":
    main()
