"""A pass web service in a page of code, right by the book, that tests of the phone let go wrong answer by answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from loyalty_app.demo.phone.connection import Answer, Call, NotConnected
from loyalty_app.demo.phone.wallet import PASS
from tests.doubles.authority import an_authority
from tests.doubles.pass_maker import Draft

URL = "https://loyalty.example/api/v1/loyalty/apple"
_CALLS = {
    "register": ("POST", r"/v1/devices/([^/]+)/registrations/([^/]+)/([^/]+)"),
    "unregister": ("DELETE", r"/v1/devices/([^/]+)/registrations/([^/]+)/([^/]+)"),
    "list": ("GET", r"/v1/devices/([^/]+)/registrations/([^/]+)"),
    "get": ("GET", r"/v1/passes/([^/]+)/([^/]+)"),
    "log": ("POST", r"/v1/log"),
    "link": ("GET", r"/link/([^/]+)"),
}


@dataclass(kw_only=True)
class Kept:
    """One pass at the service."""

    draft: Draft
    tag: int
    changed_at: datetime

    @property
    def last_modified(self) -> str:
        return format_datetime(self.changed_at, usegmt=True)


@dataclass(kw_only=True)
class SmallWebService:
    """`wrong` maps a call to the answer it gives instead, or to the exception it raises."""

    now: datetime
    passes: dict[str, Kept] = field(default_factory=dict)
    registered: dict[tuple[str, str], str] = field(default_factory=dict)
    logs: list[list[str]] = field(default_factory=list)
    calls: list[tuple[str, Call]] = field(default_factory=list)
    wrong: dict[str, Answer | Exception] = field(default_factory=dict)
    _tag: int = 0
    _packed: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def make(self, serial: str = "card-1", **fields: int) -> str:
        """A pass; returns the link that adds it."""
        draft = Draft()
        draft.content["serialNumber"] = serial
        draft.authority = an_authority()
        self._tag += 1
        self.passes[serial] = Kept(draft=draft, tag=self._tag, changed_at=self.now)
        return f"{URL}/link/{serial}"

    def change(self, serial: str = "card-1", stamps: int = 4, **content: object) -> None:
        """Another version of the pass."""
        kept = self.passes[serial]
        kept.draft.card["headerFields"][0]["value"] = stamps
        kept.draft.content.update(content)
        self._tag += 1
        kept.tag, kept.changed_at = self._tag, max(self.now, kept.changed_at + timedelta(seconds=1))

    def ask(self, call: Call) -> Answer:
        name, parts, query = _understood(call)
        self.calls.append((name, call))
        if isinstance(instead := self.wrong.get(name), Exception):
            raise instead
        if instead is not None:
            return instead
        answer: Answer = getattr(self, f"_{name}")(call, *parts, **query)
        return answer

    def asked(self, name: str) -> list[Call]:
        """The calls of one kind."""
        return [call for called, call in self.calls if called == name]

    def _link(self, _call: Call, serial: str) -> Answer:
        return Answer(status=200, headers={"content-type": PASS}, body=self.packed(serial))

    def packed(self, serial: str) -> bytes:
        """The same bytes for the same version."""
        kept = self.passes[serial]
        return self._packed.setdefault((serial, kept.tag), kept.draft.made())

    def _register(self, call: Call, device: str, _type: str, serial: str) -> Answer:
        if not self._is_proven(call, serial):
            return Answer(status=401)
        is_new = (device, serial) not in self.registered
        self.registered[device, serial] = json.loads(call.body or b"")["pushToken"]
        return Answer(status=201 if is_new else 200)

    def _unregister(self, call: Call, device: str, _type: str, serial: str) -> Answer:
        self.registered.pop((device, serial), None)
        return Answer(status=200 if self._is_proven(call, serial) else 401)

    def _list(self, call: Call, device: str, _type: str, passesUpdatedSince: str = "0") -> Answer:  # noqa: N803
        assert "Authorization" not in call.headers
        mine = [serial for owner, serial in self.registered if owner == device]
        newer = [serial for serial in mine if self.passes[serial].tag > int(passesUpdatedSince)]
        if not newer:
            return Answer(status=204)
        return Answer(status=200, body=json.dumps({"serialNumbers": newer, "lastUpdated": str(self._tag)}).encode())

    def _get(self, call: Call, _type: str, serial: str) -> Answer:
        kept = self.passes[serial]
        if not self._is_proven(call, serial):
            return Answer(status=401)
        headers = {"last-modified": kept.last_modified, "content-type": PASS}
        if call.headers.get("If-Modified-Since") == kept.last_modified:
            return Answer(status=304, headers=headers)
        return Answer(status=200, headers=headers, body=self.packed(serial))

    def _log(self, call: Call) -> Answer:
        self.logs.append(json.loads(call.body or b"")["logs"])
        return Answer(status=200)

    def _is_proven(self, call: Call, serial: str) -> bool:
        token = self.passes[serial].draft.content["authenticationToken"]
        return call.headers.get("Authorization") == f"ApplePass {token}"


def _understood(call: Call) -> tuple[str, list[str], dict[str, str]]:
    parts = urlsplit(call.url.removeprefix(URL))
    for name, (method, pattern) in _CALLS.items():
        if call.method == method and (found := re.fullmatch(pattern, parts.path)):
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            return name, [unquote(unquote(part)) for part in found.groups()], query
    raise NotConnected(f"{call.method} {call.url} is no call of a wallet")
