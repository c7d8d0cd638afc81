"""Carrying the demo's phone around: one thread in which everything happens to it, and what it shows to be read."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from loyalty_app.demo.phone.changes import Notice
from loyalty_app.demo.phone.connection import NotConnected
from loyalty_app.demo.phone.held import Held, Name
from loyalty_app.demo.phone.refused import PassRefused
from loyalty_app.demo.phone.verify import VerifiedPass
from loyalty_app.demo.phone.wallet import Phone

TRIES_AGAIN_AFTER_SECONDS = 5.0
_NOTICES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One pass as it stands in the wallet; `notices` with the number of the state that brought each."""

    name: Name
    taken: VerifiedPass
    is_registered: bool
    notices: tuple[tuple[int, Notice], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneState:
    """What can be seen of the phone: `number` grows with every change, `refused` is why the last pass was not taken."""

    number: int = 0
    passes: tuple[Shown, ...] = ()
    log: tuple[str, ...] = ()
    refused: str | None = None


class PhoneKeeper:
    """Lets one phone live in a thread of its own. Whatever is asked of it happens one after the other."""

    def __init__(self, phone: Phone) -> None:
        """The phone is touched by no other thread from now on."""
        self._phone = phone
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._live, name="phone", daemon=True)
        self._noticed: dict[Name, list[tuple[int, Notice]]] = {}
        self.state = PhoneState()

    @property
    def push_token(self) -> str:
        """The token that pushes for this phone name."""
        return self._phone.push_token

    def start(self) -> None:
        """Begin to live."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what was asked, then end."""
        self._tasks.put(None)
        self._thread.join()

    def ring(self, topic: str) -> None:
        """A push came in; returns at once."""
        self._tasks.put(lambda: self._phone.pushed(topic))

    def settle(self, *, within_seconds: float) -> bool:
        """Wait until everything that happened so far was dealt with; whether that was in time."""
        return self._ask(lambda: None, within_seconds)

    def add(self, link: str, *, within_seconds: float) -> bool:
        """Open the link and take the pass; whether that was finished in time, well or not."""
        return self._ask(lambda: self._open(link), within_seconds)

    def remove(self, serial: str, *, within_seconds: float) -> bool:
        """Take the pass of that serial number out of the wallet, if it is there."""
        return self._ask(lambda: self._with(serial, self._phone.remove), within_seconds)

    def refresh(self, serial: str, *, within_seconds: float) -> bool:
        """Pull the pass down: ask for its latest version."""
        return self._ask(lambda: self._with(serial, self._phone.refresh), within_seconds)

    def _ask(self, task: Callable[[], None], within_seconds: float) -> bool:
        done = threading.Event()
        self._tasks.put(task)
        self._tasks.put(done.set)
        return done.wait(within_seconds)

    def _live(self) -> None:
        while True:
            try:
                task = self._tasks.get(timeout=TRIES_AGAIN_AFTER_SECONDS)
            except queue.Empty:
                task = self._phone.try_again
            if task is None:
                return
            task()
            self._show()

    def _open(self, link: str) -> None:
        try:
            self._phone.open_link(link)
        except (PassRefused, NotConnected) as problem:
            self._show(refused=str(problem))

    def _with(self, serial: str, do: Callable[[Held], None]) -> None:
        for held in list(self._phone.passes.values()):
            if held.taken.serial_number == serial:
                do(held)

    def _show(self, refused: str | None = None) -> None:
        number = self.state.number + 1
        passes = tuple(self._shown(held, number) for held in self._phone.passes.values())
        lines = tuple(self._phone.log.lines)
        if refused or (passes, lines) != (self.state.passes, self.state.log):
            self.state = PhoneState(number=number, passes=passes, log=lines, refused=refused)

    def _shown(self, held: Held, number: int) -> Shown:
        noticed = self._noticed.setdefault(held.name, [])
        noticed += [(number, notice) for notice in held.notices[len(noticed) :]]
        return Shown(
            name=held.name, taken=held.taken, is_registered=held.is_registered, notices=tuple(noticed[-_NOTICES:])
        )
