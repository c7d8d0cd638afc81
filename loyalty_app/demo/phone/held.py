"""A pass in the wallet of a phone."""

from dataclasses import dataclass, field
from datetime import datetime

from loyalty_app.demo.phone.calls import WebService
from loyalty_app.demo.phone.changes import Notice, notice_of
from loyalty_app.demo.phone.verify import VerifiedPass

_NEVER_CHANGING = ("authenticationToken", "webServiceURL")
Name = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Held:
    """A pass in the wallet: its last version, the tag that came with it, and what the owner was told."""

    taken: VerifiedPass
    service: WebService | None
    changed_at: datetime
    last_modified: str | None = None
    is_registered: bool = False
    notices: list[Notice] = field(default_factory=list)

    @property
    def name(self) -> Name:
        """Type and serial number."""
        return self.taken.pass_type, self.taken.serial_number

    def become(self, newer: VerifiedPass, at: datetime) -> list[str]:
        """Show the newer version and tell the owner; returns what of it must never have changed."""
        notice = notice_of(self.taken, newer, at)
        if notice is not None:
            self.notices.append(notice)
        changed = [name for name in _NEVER_CHANGING if newer.content.get(name) != self.taken.content.get(name)]
        self.taken, self.changed_at = newer, at
        return changed
