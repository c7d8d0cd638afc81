"""The listening side: HTTP/2 over TLS that asks for the client's certificate, in a thread of its own."""

import asyncio
import contextlib
import socket
import ssl
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
import h2.settings
from cryptography import x509
from cryptography.x509.oid import NameOID

from loyalty_app.demo.apns.rules import Push, Reply

HOST = "127.0.0.1"
MOST_STREAMS = 1000
_STARTS_WITHIN_SECONDS = 10


def listening_socket(port: int = 0) -> socket.socket:
    """A loopback port to serve at, bound before the address is told to anybody."""
    return socket.create_server((HOST, port))


def tls_context(certificate: str, key: str, client_authorities: str) -> ssl.SSLContext:
    """TLS that wants a client certificate of these authorities (PEM) and speaks nothing but HTTP/2."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cadata=client_authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.set_alpn_protocols(["h2"])
    context.load_cert_chain(certificate, key)
    return context


@dataclass(slots=True, kw_only=True)
class PushServer:
    """Serves until stopped; `answer` judges each push and must not take long."""

    listener: socket.socket
    context: ssl.SSLContext
    answer: Callable[[Push], Reply]
    journal: list[Push] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    connections: set["_Connection"] = field(default_factory=set)
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"https://{HOST}:{self.listener.getsockname()[1]}"

    def start(self) -> None:
        """Begin to serve; returns when it does."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="apns", daemon=True)
        self._thread.start()
        assert ready.wait(_STARTS_WITHIN_SECONDS), "the push service did not start"

    def stop(self) -> None:
        """Drop every connection and end."""
        if self._thread is not None:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join()
            self._thread = None
        self.listener.close()

    def _run(self, ready: threading.Event) -> None:
        loop = self.loop
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(
            loop.create_server(self._connected, sock=self.listener, ssl=self.context, backlog=128)
        )
        loop.call_soon(ready.set)
        loop.run_forever()
        server.close()
        for connection in list(self.connections):
            connection.drop()
        loop.run_until_complete(asyncio.sleep(0))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    def _connected(self) -> "_Connection":
        return _Connection(self, next(self._numbers))


class _Connection(asyncio.Protocol):
    """One client: its certificate's UID and its streams."""

    def __init__(self, server: PushServer, number: int) -> None:
        self.server, self.number = server, number
        self.http = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=False, header_encoding="utf-8", validate_inbound_headers=True)
        )
        self.uid: str | None = None
        self.transport: asyncio.Transport | None = None
        self.headers: dict[int, dict[str, str]] = {}
        self.bodies: dict[int, bytes] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        ssl_object = transport.get_extra_info("ssl_object")
        self.uid = _uid(ssl_object.getpeercert(binary_form=True))
        if ssl_object.selected_alpn_protocol() != "h2":
            self.drop()
            return
        self.server.connections.add(self)
        self.http.local_settings = h2.settings.Settings(
            client=False, initial_values={h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: MOST_STREAMS}
        )
        self.http.initiate_connection()
        self._send()

    def data_received(self, data: bytes) -> None:
        try:
            events = self.http.receive_data(data)
        except h2.exceptions.ProtocolError:
            self._send()
            self.drop()
            return
        for event in events:
            self._handle(event)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        self.server.connections.discard(self)
        self.transport = None

    def drop(self) -> None:
        """Close without another word."""
        if self.transport is not None:
            self.transport.abort()

    def _handle(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.RequestReceived):
            self.headers[event.stream_id] = {str(name): str(value) for name, value in event.headers}
            self.bodies[event.stream_id] = b""
        elif isinstance(event, h2.events.DataReceived):
            self.bodies[event.stream_id] += event.data
            self.http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self._judge(event.stream_id)
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.drop()

    def _judge(self, stream: int) -> None:
        headers, body = self.headers.pop(stream), self.bodies.pop(stream)
        push = Push(connection=self.number, uid=self.uid, headers=headers, body=body)
        self.server.journal.append(push)
        reply = self.server.answer(push)
        if reply.goaway:
            self.http.close_connection(h2.errors.ErrorCodes.NO_ERROR, reply.body or None, last_stream_id=stream - 2)
            self._send()
            if self.transport is not None:
                self.transport.close()
        elif reply.after_seconds:
            self.server.loop.call_later(reply.after_seconds, self._reply, stream, headers, reply)
        elif reply.drips_seconds:
            self.http.send_headers(stream, [(":status", str(reply.status))])
            self._drip(stream, reply.drips_seconds)
        elif not reply.hangs:
            self._reply(stream, headers, reply)

    def _reply(self, stream: int, headers: dict[str, str], reply: Reply) -> None:
        said = [(":status", str(reply.status)), ("apns-id", headers.get("apns-id", str(uuid.uuid4()).upper()))]
        with contextlib.suppress(h2.exceptions.ProtocolError):  # the client gave this one up
            self.http.send_headers(stream, said, end_stream=not reply.body)
            if reply.body:
                self.http.send_data(stream, reply.body, end_stream=True)
        if reply.after_seconds:
            self._send()

    def _drip(self, stream: int, seconds: float) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        with contextlib.suppress(h2.exceptions.ProtocolError):  # the client gave this one up
            self.http.send_data(stream, b" ")
            self._send()
            self.server.loop.call_later(seconds, self._drip, stream, seconds)

    def _send(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(self.http.data_to_send())


def _uid(certificate: bytes) -> str | None:
    names = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.USER_ID)
    return str(names[0].value) if names else None
