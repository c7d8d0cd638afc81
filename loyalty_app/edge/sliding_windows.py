"""Counting requests in this process: a dictionary, no thread, and nothing that grows for ever."""

import math
import threading

_SWEPT_EVERY_SECONDS = 60


class SlidingWindows:
    """How many hits a name had lately: those of the current window, and of the last one as far as it still counts."""

    def __init__(self) -> None:
        self._hits: dict[tuple[str, int, int], int] = {}
        self._lock = threading.Lock()
        self._swept_at = 0.0

    def seconds_to_wait(self, name: str, *, most: int, window_seconds: int, now: float) -> int:
        """0: the hit is counted, and there were at most `most` in the window; otherwise nothing is counted.

        `now` in seconds since the epoch.
        """
        with self._lock:
            self._sweep(now)
            wait = self._wait(name, most, window_seconds, now)
            if wait == 0:
                current = (name, window_seconds, int(now // window_seconds))
                self._hits[current] = self._hits.get(current, 0) + 1
        return wait

    def seconds_until_room(self, name: str, *, most: int, window_seconds: int, now: float) -> int:
        """0 if a hit would be counted; counts nothing."""
        with self._lock:
            return self._wait(name, most, window_seconds, now)

    def _wait(self, name: str, most: int, window_seconds: int, now: float) -> int:
        number, passed = divmod(now, window_seconds)
        hits = self._hits.get((name, window_seconds, int(number)), 0)
        hits_before = self._hits.get((name, window_seconds, int(number) - 1), 0)
        if math.floor(hits_before * (1 - passed / window_seconds)) + hits < most:
            return 0
        if hits >= most or not hits_before:
            return math.ceil(window_seconds - passed)
        free_after = window_seconds * (1 - (most - hits) / hits_before)
        return max(1, math.ceil(free_after - passed))

    def _sweep(self, now: float) -> None:
        if now - self._swept_at < _SWEPT_EVERY_SECONDS:
            return
        self._swept_at = now
        self._hits = {
            (name, seconds, number): hits
            for (name, seconds, number), hits in self._hits.items()
            if (number + 2) * seconds > now
        }
