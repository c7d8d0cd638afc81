"""Putting the phone and the push service that rings it into the embedded demo."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from cryptography import x509
from flask import Flask, current_app

from loyalty_app.config import Settings
from loyalty_app.demo.apns.certificates import PushServiceFiles
from loyalty_app.demo.apns.rules import Tokens
from loyalty_app.demo.apns.server import HOST, PushServer, listening_socket, tls_context
from loyalty_app.demo.phone.connection import Connection, HttpConnection
from loyalty_app.demo.phone.keeper import PhoneKeeper
from loyalty_app.demo.phone.wallet import Phone
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.dev_certificates import DEV_PASS_TYPE_ID, DevFiles

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class DemoPhone:
    """The one phone of this process. It lives from the first time that somebody asks for it."""

    settings: Settings
    connect: Callable[[], Connection] = HttpConnection
    tokens: Tokens = field(default_factory=Tokens)
    _keeper: PhoneKeeper | None = None
    _server: PushServer | None = None
    _starting: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_possible(self) -> bool:
        """Whether passes are signed by this instance's own authority: a phone that trusts it can take them."""
        apple = self.settings.apple
        return apple is not None and apple.pass_type_id == DEV_PASS_TYPE_ID and self._files.root.exists()

    @property
    def keeper(self) -> PhoneKeeper:
        """The phone, alive."""
        with self._starting:
            if self._keeper is None:
                root = x509.load_pem_x509_certificate(self._files.root.read_bytes())
                self._keeper = PhoneKeeper(Phone(connection=self.connect(), root=root, clock=clock.now))
                self.tokens.give(self._keeper.push_token, self._keeper.ring)
                self._keeper.start()
            return self._keeper

    def start_push_service(self) -> None:
        """Listen where the settings say that Apple is, if that is on this machine."""
        with self._starting:
            apple = self.settings.apple
            address = urlsplit(apple.apns_url) if apple else None
            files = PushServiceFiles.under(self.settings.var_path)
            if self._server or not address or address.hostname != HOST or not address.port or not files.key.exists():
                return
            try:
                listener = listening_socket(address.port)
            except OSError as problem:
                _log.warning("demo_push_service_not_started", port=address.port, problem=str(problem))
                return
            context = tls_context(str(files.certificate), str(files.key), self._authorities())
            self._server = PushServer(listener=listener, context=context, answer=self.tokens.answer)
            self._server.start()

    def stop(self) -> None:
        """End the phone and the push service."""
        if self._keeper is not None:
            self._keeper.stop()
        if self._server is not None:
            self._server.stop()

    @property
    def _files(self) -> DevFiles:
        return DevFiles.under(self.settings.var_path)

    def _authorities(self) -> str:
        return "".join(Path(file).read_text() for file in (self._files.root, self._files.intermediate))


def carry_phone(app: Flask, settings: Settings) -> DemoPhone:
    """Give the application its phone; the push service starts with the first request, after a server has forked."""
    phone = app.extensions["demo_phone"] = DemoPhone(settings=settings)
    app.before_request(phone.start_push_service)
    return phone


def demo_phone() -> DemoPhone:
    """The phone of the running application."""
    found: DemoPhone = current_app.extensions["demo_phone"]
    return found
