"""A server that does its work and dies before it answers: `python -m tests.api.dying_server`, settings as always."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from loyalty_app.app import create_app


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the standard library
        pass


def main() -> None:
    app = create_app()

    def die_before_answering(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        b"".join(app(environ, start_response))
        os._exit(9)

    server = make_server("127.0.0.1", 0, die_before_answering, handler_class=Silent)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
