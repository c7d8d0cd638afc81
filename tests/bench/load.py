"""Clients that ask as fast as they are answered: one thread and one kept connection each, in a process of their own.

    python -m tests.bench.load < order.json > latencies.json

Sockets and bytes only, so that little of the machine goes into asking.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import threading
import time
import uuid
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to ask. `body` with `{card}` in it gets a random card; every request has a key of its own."""

    port: int
    clients: int
    seconds: float
    warm_up_seconds: float
    method: str
    path: str
    headers: dict[str, str]
    body: str
    first_card: int
    last_card: int


def main() -> None:
    order = Order(**json.load(sys.stdin))
    clients = [Client(order, number) for number in range(order.clients)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    problems = [client.problem for client in clients if client.problem]
    if problems:
        sys.exit(problems[0])
    latencies = [latency for client in clients for latency in client.latencies]
    json.dump({"asked": sum(client.asked for client in clients), "latencies": latencies}, sys.stdout)


class Client:
    """One till."""

    def __init__(self, order: Order, number: int) -> None:
        self.order = order
        self.random = random.Random(number)
        self.latencies: list[float] = []
        self.asked = 0  # warming up included
        self.problem = ""
        self._head = "".join(
            [f"{order.method} {order.path} HTTP/1.1\r\nHost: localhost:{order.port}\r\n"]
            + [f"{name}: {value}\r\n" for name, value in order.headers.items()]
        )

    def run(self) -> None:
        with socket.create_connection(("127.0.0.1", self.order.port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            begin = time.perf_counter() + self.order.warm_up_seconds
            end = begin + self.order.seconds
            while (started := time.perf_counter()) < end:
                connection.sendall(self._request())
                status, answer = _answer(connection)
                if status != 200:
                    self.problem = f"{status}: {answer[:500].decode(errors='replace')}"
                    return
                self.asked += 1
                if started >= begin:
                    self.latencies.append(time.perf_counter() - started)

    def _request(self) -> bytes:
        card = self.random.randint(self.order.first_card, self.order.last_card)
        body = self.order.body.replace("{card}", str(card))
        key = f"Idempotency-Key: {uuid.uuid4()}\r\n" if body else ""
        return f"{self._head}{key}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _more(connection)
    return int(lines[0].split()[1]), body


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionError("the server closed the connection")
    return received


def as_json(order: Order) -> str:
    return json.dumps(asdict(order))


if __name__ == "__main__":
    main()
