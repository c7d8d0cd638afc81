"""What a phone writes down about web services, and how it hands that over to them (wallets B1)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from loyalty_app.demo.phone.calls import WebService
from loyalty_app.demo.phone.connection import NotConnected

_MOST_AT_ONCE = 50


@dataclass(slots=True, kw_only=True)
class PhoneLog:
    """Every line ever written, and those that the services have not been told yet."""

    clock: Callable[[], datetime]
    lines: list[str] = field(default_factory=list)
    _untold: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Write a line, in front of it the time."""
        dated = f"[{self.clock():%Y-%m-%d %H:%M:%S %z}] {line}"
        self.lines.append(dated)
        self._untold.append(dated)

    def hand_over(self, service: WebService) -> None:
        """Tell the service what concerns it, up to fifty lines a time; what it does not take is kept for later."""
        mine = [line for line in self._untold if f" {service.url})" in line or f"({service.url}):" in line]
        while mine:
            batch, mine = mine[:_MOST_AT_ONCE], mine[_MOST_AT_ONCE:]
            try:
                was_taken = service.take_logs(batch)
            except NotConnected:
                return
            if not was_taken:
                return
            self._untold = [line for line in self._untold if line not in batch]
