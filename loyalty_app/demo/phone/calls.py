"""The five calls of a pass's web service, made and understood as a phone does (wallets B1).

Everything the phone would write into its log is raised as WebServiceFault or returned as a sentence, in the
words of iOS.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn
from urllib.parse import quote

from loyalty_app.demo.phone.connection import USER_AGENT, Answer, Call, Connection
from loyalty_app.demo.phone.verify import VerifiedPass

# What may stand bare in a query: "+ & = ? /" among them, so that a tag with one of these arrives as another one.
_BARE_IN_A_QUERY = "!$&'()*+,-./:;=?@_~"


class WebServiceFault(Exception):
    """The service did what a phone does not understand; the message is the line of its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The answer to "What changed?": none of them means 204."""

    serial_numbers: tuple[str, ...] = ()
    tag: str | None = None


@dataclass(slots=True, kw_only=True)
class WebService:
    """One address and pass type; to it this phone has a name of its own."""

    url: str
    pass_type: str
    connection: Connection
    device: str = field(default_factory=lambda: secrets.token_hex(16))
    tag: str | None = None
    tag_changed_at: datetime | None = None

    def register(self, held: VerifiedPass, push_token: str) -> None:
        """Ask for pushes when this pass changes."""
        body = json.dumps({"pushToken": push_token}).encode()
        answer = self._ask("POST", self._registration(held.serial_number), held, body=body)
        if answer.status not in (200, 201):
            self._fail(self._registering("Register", held), answer)

    def unregister(self, held: VerifiedPass) -> None:
        """Ask for no more pushes."""
        answer = self._ask("DELETE", self._registration(held.serial_number), held)
        if answer.status not in (200, 201):
            self._fail(self._registering("Unregister", held), answer)

    def what_changed(self) -> Changed:
        """Which passes are newer than the tag; asked without any proof of who we are."""
        since = f"?passesUpdatedSince={quote(self.tag, safe=_BARE_IN_A_QUERY)}" if self.tag else ""
        answer = self._ask("GET", f"{self._path('devices', self.device, 'registrations', self.pass_type)}{since}", None)
        if answer.status == 204:
            return Changed()
        task = (
            f"Get serial #s task (for device {self.device}, pass type {self.pass_type}, last updated "
            f"{self.tag or '(null)'}; with web service url {self.url})"
        )
        if answer.status != 200:
            self._fail(task, answer)
        return _changed(answer) or _encountered(task, "Server response was malformed")

    def latest(self, held: VerifiedPass, last_modified: str | None) -> Answer:
        """The newest version: 200 with its bytes, or 304; a 200 is not read yet."""
        more = {"If-Modified-Since": last_modified} if last_modified else {}
        answer = self._ask("GET", self._path("passes", self.pass_type, held.serial_number), held, more)
        if answer.status not in (200, 304):
            self._fail(self._getting(held, last_modified), answer)
        return answer

    def take_logs(self, lines: list[str]) -> bool:
        """Hand over lines of the log; whether they were taken. Only 200 says so."""
        body = json.dumps({"logs": lines}).encode()
        return self._ask("POST", self._path("log"), None, body=body).status == 200

    def fault_of(self, held: VerifiedPass, last_modified: str | None, problem: str) -> WebServiceFault:
        """What the log says of fetching this pass."""
        return WebServiceFault(f"{self._getting(held, last_modified)} encountered error: {problem}")

    def about(self, sentence: str) -> str:
        """A line of the log about the service as such."""
        return f"Web service error for {self.pass_type} ({self.url}): {sentence}"

    def _ask(
        self,
        method: str,
        path: str,
        proof: VerifiedPass | None,
        more: dict[str, str] | None = None,
        *,
        body: bytes | None = None,
    ) -> Answer:
        headers = {"User-Agent": USER_AGENT, "Accept": "*/*", **(more or {})}
        if proof is not None:
            headers["Authorization"] = f"ApplePass {proof.content['authenticationToken']}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        return self.connection.ask(Call(method=method, url=f"{self.url}{path}", headers=headers, body=body))

    def _registration(self, serial_number: str) -> str:
        return self._path("devices", self.device, "registrations", self.pass_type, serial_number)

    def _path(self, *parts: str) -> str:
        """Each part is escaped, and what appends it to the address escapes the percent signs once more."""
        return "".join(f"/{quote(quote(part, safe=''), safe='')}" for part in ("v1", *parts))

    def _getting(self, held: VerifiedPass, last_modified: str | None) -> str:
        return (
            f"Get pass task (pass type {self.pass_type}, serial number {held.serial_number}, if-modified-since "
            f"{last_modified or '(null)'}; with web service url {self.url})"
        )

    def _registering(self, verb: str, held: VerifiedPass) -> str:
        return (
            f"{verb} task (for device {self.device}, pass type {self.pass_type}, serial number {held.serial_number}; "
            f"with web service url {self.url})"
        )

    def _fail(self, task: str, answer: Answer) -> NoReturn:
        _encountered(
            task, "Authentication failure" if answer.status == 401 else f"Unexpected response code {answer.status}"
        )


def _changed(answer: Answer) -> Changed | None:
    try:
        body = json.loads(answer.body)
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    serials, tag = body.get("serialNumbers"), body.get("lastUpdated")
    if not isinstance(serials, list) or not all(isinstance(serial, str) for serial in serials):
        return None
    if not isinstance(tag, str | None):
        return None
    return Changed(serial_numbers=tuple(serials), tag=tag or None)


def _encountered(task: str, problem: str) -> NoReturn:
    raise WebServiceFault(f"{task} encountered error: {problem}")
