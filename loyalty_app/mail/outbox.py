"""Without a mail server mails become files that any mail program opens: the newest few hundred, for this user alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

from loyalty_app.unit_of_work import clock

KEPT = 500


class Outbox:
    """Writes each mail into the directory as a file of its own, named by the time and what it is."""

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
        path = self.directory / f"{clock.now():%Y%m%dT%H%M%S.%f}-{kind}.eml"
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_bytes(message.as_bytes(policy=SMTPUTF8))
        draft.rename(path)

    def files(self) -> list[Path]:
        """The mails, the newest first."""
        return sorted(self.directory.glob("*.eml"), reverse=True)
