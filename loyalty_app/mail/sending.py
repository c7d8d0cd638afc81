"""Handing a mail over: what every way of doing it promises."""

from contextlib import AbstractContextManager
from email.message import EmailMessage
from typing import Protocol


class NotSent(Exception):
    """The mail did not leave. `is_final`: trying again is no use. The message says why and shows no address."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Line(Protocol):
    """An open way out for any number of mails."""

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over, for good; raises NotSent."""


class Transport(Protocol):
    """A way out. Opening it raises NotSent when nobody answers."""

    def open(self) -> AbstractContextManager[Line]: ...
