"""Without a mail server mails become files that any mail program opens: the newest few hundred, for this user alone."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

from loyalty_app.unit_of_work import clock

KEPT = 500
_TIME = "%Y%m%dT%H%M%S.%f"
_OURS = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}-[a-z_]+\.(?P<number>[0-9]+)\.(eml|part)")


class Outbox:
    """Writes each mail into the directory as a file of its own, named by the time, what it is, and its row's number."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @contextmanager
    def open(self) -> Iterator["Outbox"]:
        """The directory, made if need be; of older files than the newest 500 nothing stays."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield self
        for path in self.files()[KEPT:]:
            path.unlink(missing_ok=True)

    def send(self, message: EmailMessage) -> None:
        """Write the mail; it appears whole or not at all."""
        kind = str(message["Message-ID"]).strip("<>").partition("@")[0]
        path = self.directory / f"{clock.now():{_TIME}}-{kind}.eml"
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_bytes(message.as_bytes(policy=SMTPUTF8))
        draft.rename(path)

    def files(self) -> list[Path]:
        """The mails, the newest first."""
        return sorted(self.directory.glob("*.eml"), reverse=True)

    def numbers(self) -> frozenset[int]:
        """The numbers of the mails that lie here; only names are read."""
        return frozenset(number for _, number in self._ours())

    def of(self, numbers: Collection[int]) -> list[Path]:
        """Everything that was written of the mails of these numbers."""
        return [path for path, number in self._ours() if number in numbers]

    def before(self, moment: datetime) -> list[Path]:
        """The mails written before that moment."""
        return [path for path, _ in self._ours() if path.suffix == ".eml" and _is_before(path, moment)]

    def drafts_before(self, moment: datetime) -> list[Path]:
        """What somebody began to write before that moment and never finished."""
        return [path for path, _ in self._ours() if path.suffix == ".part" and _is_before(path, moment)]

    def _ours(self) -> Iterator[tuple[Path, int]]:
        """Files that we wrote; whatever else somebody put here is theirs."""
        if not self.directory.is_dir():
            return
        for path in self.directory.iterdir():
            if found := _OURS.fullmatch(path.name):
                yield path, int(found["number"])


def _is_before(path: Path, moment: datetime) -> bool:
    return path.name < f"{moment:{_TIME}}"
