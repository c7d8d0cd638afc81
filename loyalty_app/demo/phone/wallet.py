"""The wallet of a simulated iPhone: what it holds, and what it does by itself when something happens (wallets B1)."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from cryptography import x509

from loyalty_app.demo.phone import sentences
from loyalty_app.demo.phone.calls import WebService, WebServiceFault
from loyalty_app.demo.phone.connection import Answer, Call, Connection, NotConnected
from loyalty_app.demo.phone.container import read_bundle
from loyalty_app.demo.phone.held import Held, Name
from loyalty_app.demo.phone.log import PhoneLog
from loyalty_app.demo.phone.refused import PassRefused
from loyalty_app.demo.phone.verify import VerifiedPass, verify_pass

PASS, BUNDLE = "application/vnd.apple.pkpass", "application/vnd.apple.pkpasses"
_TOLERATED = timedelta(seconds=300)


@dataclass(slots=True, kw_only=True)
class Phone:
    """One phone. `root` is whom it trusts, `clock` its time.

    `tolerated` is how long after a change a push or a list may name what is not new any more without a line in the
    log: five minutes on a phone, none where a test wants to hear of it at once.
    """

    connection: Connection
    root: x509.Certificate
    clock: Callable[[], datetime]
    tolerated: timedelta = _TOLERATED
    push_token: str = field(default_factory=lambda: secrets.token_hex(32))
    passes: dict[Name, Held] = field(default_factory=dict)
    services: dict[Name, WebService] = field(default_factory=dict)
    log: PhoneLog = field(init=False)
    _removed_at: dict[Name, datetime] = field(default_factory=dict)
    _later: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A log of its own."""
        self.log = PhoneLog(clock=self.clock)

    # ── what the owner does ──────────────────────────────────────────────────────────────────────────────────────

    def open_link(self, url: str) -> list[Held]:
        """Open "Add to Apple Wallet": a pass or a bundle; raises PassRefused and NotConnected."""
        answer = self.connection.ask(Call(method="GET", url=url, headers={"Accept": "*/*"}))
        kind = answer.headers.get("content-type", "").split(";")[0]
        if answer.status != 200 or kind not in (PASS, BUNDLE):
            raise PassRefused(f"the link answered {answer.status} {kind}")
        return [self.add(data) for data in ([answer.body] if kind == PASS else read_bundle(answer.body))]

    def add(self, data: bytes) -> Held:
        """Put the pass into the wallet and register it; raises PassRefused and changes nothing for a bad one."""
        taken = self._verified(data)
        held = Held(taken=taken, service=self._service_of(taken), changed_at=self.clock())
        self.passes[held.name] = held
        self._now_or_later(partial(self._register, held))
        return held

    def remove(self, held: Held) -> None:
        """Take the pass out of the wallet."""
        if self.passes.pop(held.name, None) is None:
            return
        self._removed_at[held.name] = self.clock()
        if held.service is not None and held.is_registered:
            self._now_or_later(partial(held.service.unregister, held.taken))

    def refresh(self, held: Held) -> None:
        """Pull the pass down: ask for its latest version."""
        self._now_or_later(partial(self._fetch, held, is_named=False))

    # ── what happens to it ───────────────────────────────────────────────────────────────────────────────────────

    def pushed(self, pass_type: str) -> None:
        """A push came in for this topic: ask every service of it what changed."""
        for service in self._services_in_use():
            if service.pass_type == pass_type:
                self._now_or_later(partial(self._ask_what_changed, service, after_push=True))

    def restarted(self) -> None:
        """After a restart, and about once a day: ask without a push."""
        for service in self._services_in_use():
            self._now_or_later(partial(self._ask_what_changed, service))

    def rotate_push_token(self) -> None:
        """The system hands out another token: every pass is registered once more."""
        self.push_token = secrets.token_hex(32)
        for held in list(self.passes.values()):
            self._now_or_later(partial(self._register, held))

    def try_again(self) -> None:
        """Do what did not work before."""
        waiting, self._later = self._later, []
        for task in waiting:
            self._now_or_later(task)

    @property
    def left_to_do(self) -> int:
        """How much did not work and waits to be tried again."""
        return len(self._later)

    # ── how it does it ───────────────────────────────────────────────────────────────────────────────────────────

    def _now_or_later(self, task: Callable[[], None]) -> None:
        """Run it; what fails is noted and waits for `try_again`. Then the log is handed over."""
        try:
            task()
        except WebServiceFault as fault:
            self._later.append(task)
            self.log.note(str(fault))
        except NotConnected:
            self._later.append(task)
        for service in self.services.values():
            self.log.hand_over(service)

    def _verified(self, data: bytes) -> VerifiedPass:
        return verify_pass(data, root=self.root, now=self.clock())

    def _services_in_use(self) -> list[WebService]:
        used = [id(held.service) for held in self.passes.values()]
        return [service for service in self.services.values() if id(service) in used]

    def _service_of(self, taken: VerifiedPass) -> WebService | None:
        url = taken.content.get("webServiceURL")
        if url is None:
            return None
        new = WebService(url=url, pass_type=taken.pass_type, connection=self.connection)
        return self.services.setdefault((url, taken.pass_type), new)

    def _register(self, held: Held) -> None:
        service = held.service
        if service is None or self.passes.get(held.name) is not held:
            return
        service.register(held.taken, self.push_token)
        held.is_registered = True
        if held.last_modified:
            self._now_or_later(partial(self._fetch, held, is_named=False))
        self._now_or_later(partial(self._ask_what_changed, service))

    def _ask_what_changed(self, service: WebService, *, after_push: bool = False) -> None:
        asked_at = self.clock()
        changed = service.what_changed()
        found = sentences.about_list(service, changed)
        if after_push and not changed.serial_numbers:
            found += sentences.spurious_push(service, asked_at, self.tolerated)
        for serial in changed.serial_numbers:
            held = self.passes.get((service.pass_type, serial))
            if held is not None:
                self._now_or_later(partial(self._fetch, held, is_named=True))
            elif self._is_long_gone((service.pass_type, serial)):
                found.append(sentences.unregistered(serial))
        for sentence in found:
            self.log.note(service.about(sentence))
        if changed.tag and changed.tag != service.tag:
            service.tag, service.tag_changed_at = changed.tag, asked_at

    def _is_long_gone(self, name: Name) -> bool:
        """Never here, or removed more than an hour ago: until then the server may not know it."""
        return name not in self._removed_at or self.clock() - self._removed_at[name] >= 12 * self.tolerated

    def _fetch(self, held: Held, *, is_named: bool) -> None:
        service = held.service
        if service is None or self.passes.get(held.name) is not held:
            return
        asked_with, serial = held.last_modified, held.taken.serial_number
        answer = service.latest(held.taken, asked_with)
        newer = self._newer(held, service, answer) if answer.status == 200 else None
        if newer is not None:
            for name in held.become(newer, self.clock()):
                self.log.note(f"{name} of serial number {serial} changed, which it must never do")
        elif is_named and asked_with and self.clock() - held.changed_at >= self.tolerated:
            self.log.note(service.about(sentences.unchanged(serial)))

    def _newer(self, held: Held, service: WebService, answer: Answer) -> VerifiedPass | None:
        """The pass in the answer; None if it is the one we have."""
        asked_with, serial = held.last_modified, held.taken.serial_number
        try:
            taken = self._verified(answer.body)
        except PassRefused as refused:
            raise service.fault_of(held.taken, asked_with, sentences.invalid(str(refused))) from refused
        if (taken.pass_type, taken.serial_number) != held.name:
            raise service.fault_of(held.taken, asked_with, sentences.another_serial(serial, taken.serial_number))
        held.last_modified = answer.headers.get("last-modified")
        if held.last_modified is None:
            self.log.note(service.about(sentences.without_last_modified(serial)))
        if taken.manifest_hash != held.taken.manifest_hash:
            return taken
        if asked_with:
            self.log.note(service.about(sentences.ignored(asked_with, serial)))
        return None
