"""Processor time of a process and all that it started, read off /proc: it hardly minds who else is busy."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PARENT, _TIMES = 1, slice(11, 15)  # places after the name in /proc/<pid>/stat


def processor_seconds(*roots: int) -> float | None:
    """Seconds that these processes, their living descendants and their dead children used; None without /proc."""
    if not PROC.is_dir():
        return None
    times: dict[int, int] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for directory in PROC.glob("[0-9]*"):
        try:
            fields = (directory / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it just ended
        times[int(directory.name)] = sum(int(part) for part in fields[_TIMES])
        children[int(fields[_PARENT])].append(int(directory.name))
    family, found = list(roots), 0
    while family:
        pid = family.pop()
        found += times.get(pid, 0)
        family.extend(children[pid])
    return found / _TICKS_PER_SECOND
