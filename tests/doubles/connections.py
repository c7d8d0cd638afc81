"""Ways of the simulated phone to the application: straight through Flask, and lines that break."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Flask, has_app_context

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.demo.phone.connection import Answer, Call, NotConnected
from loyalty_app.demo.phone.wallet import PASS


@dataclass(kw_only=True)
class FlaskConnection:
    """Calls of the application in this process, each from outside the test's own context.

    `passes` are all that were answered. `spoil` may change an answer, or raise NotConnected after the call arrived.
    """

    app: Flask
    passes: list[bytes] = field(default_factory=list)
    calls: list[tuple[Call, Answer]] = field(default_factory=list)
    spoil: Callable[[Call, Answer], Answer] = lambda _call, answer: answer

    def ask(self, call: Call) -> Answer:
        settings: Settings = self.app.extensions["settings"]
        if not call.url.startswith(settings.base_url + "/"):
            raise NotConnected(f"nobody at {call.url}")
        if has_app_context():
            db.session.rollback()  # the test's own view of the data must not be older than what the request writes
        answer = contextvars.Context().run(self._ask, call)
        self.calls.append((call, answer))
        if answer.headers.get("content-type") == PASS:
            self.passes.append(answer.body)
        return self.spoil(call, answer)

    def asked(self, method: str, part: str) -> list[tuple[Call, Answer]]:
        """The calls of this method whose address holds the part."""
        return [(call, answer) for call, answer in self.calls if call.method == method and part in call.url]

    def _ask(self, call: Call) -> Answer:
        parts = urlsplit(call.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        with self.app.test_client(use_cookies=False) as client:
            found = client.open(path, method=call.method, headers=call.headers, data=call.body or b"")
        headers = {name.lower(): value for name, value in found.headers.items()}
        return Answer(status=found.status_code, headers=headers, body=found.data)
