"""Which requests this process is working on, so that a repeat that came too early is told so (B025)."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_keys: Counter[str] = Counter()
_lock = threading.Lock()


@contextmanager
def in_hand(key: str | None) -> Iterator[bool]:
    """Work on the request of this key; says whether somebody here is working on it already. None is no request."""
    if key is None:
        yield False
        return
    with _lock:
        is_repeat = _keys[key] > 0
        _keys[key] += 1
    try:
        yield is_repeat
    finally:
        with _lock:
            _keys[key] -= 1
            if not _keys[key]:
                del _keys[key]
