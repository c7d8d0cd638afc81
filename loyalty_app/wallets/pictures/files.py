"""What was drawn is kept as files, so that a restart and the other processes of this machine need not draw it again.

A file's name ends with the hash of what is in it: one that was cut off by a fault is as good as none. Whoever draws
the same makes the same bytes, so nobody waits for anybody: a file is written beside its place and put there whole.
"""

import os
import secrets
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha1
from pathlib import Path

_HASH_LETTERS = 16
_UNFINISHED = ".unfinished-"


class PictureFiles:
    """Folders of files under one root. Without the right to write there, nothing is kept and nothing breaks."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, folder: str, names: Sequence[str]) -> list[bytes] | None:
        """The whole files of these names in their order; None unless all are there."""
        kept = self._listed(folder)
        found = []
        for name in names:
            content = _whole(kept.get(name, ()))
            if content is None:
                return None
            found.append(content)
        return found

    def has(self, folder: str, names: Collection[str]) -> bool:
        """Whether files of these names are there, whole or not."""
        kept = self._listed(folder)
        return all(name in kept for name in names)

    def keep(self, folder: str, contents: Mapping[str, bytes]) -> bool:
        """Keep these files; False where that is not possible."""
        place = self._root / folder
        try:
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
            for name, content in contents.items():
                _put(place / f"{name}.{_hash(content)}", content)
        except OSError:
            return False
        return True

    def forget_others(self, folders: Collection[str], before: datetime) -> int:
        """Delete every folder but these into which nothing was put since `before`; returns how many.

        What somebody began to write then and never finished goes, too.
        """
        forgotten = 0
        with suppress(OSError):
            for place in self._root.iterdir():
                if place.name not in folders and _is_older(place, before):
                    shutil.rmtree(place, ignore_errors=True)
                    forgotten += 1
            for unfinished in self._root.glob(f"*/{_UNFINISHED}*"):
                if _is_older(unfinished, before):
                    unfinished.unlink(missing_ok=True)
        return forgotten

    def _listed(self, folder: str) -> dict[str, list[Path]]:
        """The files of the folder by the name before their hash."""
        kept: dict[str, list[Path]] = {}
        with suppress(OSError):
            for file in sorted((self._root / folder).iterdir()):
                if not file.name.startswith(_UNFINISHED):
                    kept.setdefault(file.stem, []).append(file)
        return kept


def _whole(files: Sequence[Path]) -> bytes | None:
    for file in files:
        with suppress(OSError):
            content = file.read_bytes()
            if file.suffix == f".{_hash(content)}":
                return content
    return None


def _put(place: Path, content: bytes) -> None:
    unfinished = place.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(place)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def _is_older(place: Path, moment: datetime) -> bool:
    return place.stat().st_mtime < moment.timestamp()


def _hash(content: bytes) -> str:
    return sha1(content, usedforsecurity=False).hexdigest()[:_HASH_LETTERS]
