"""What was made is kept for those who ask again, within a bound; threads may share it."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The values last asked for, together not heavier than `limit` (bytes, or pieces of weight 1)."""

    def __init__(self, limit: int) -> None:
        self._limit, self._weight = limit, 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value kept for `key`, None where there is none any more."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def keep(self, key: K, value: V, weight: int = 1) -> None:
        """Keep the value; whatever was asked for longest ago makes room."""
        with self._lock:
            self._forget(key)
            self._entries[key] = (value, weight)
            self._weight += weight
            while self._weight > self._limit:
                self._forget(next(iter(self._entries)))

    def _forget(self, key: K) -> None:
        _, weight = self._entries.pop(key, (None, 0))
        self._weight -= weight
