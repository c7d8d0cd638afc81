"""A counter without a shop behind it: screens with sample values, real scripts, styles and content policy."""

from __future__ import annotations

import datetime as dt
import http.server
import mimetypes
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import segno
from jinja2 import Environment, FileSystemLoader
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup

from loyalty_app.domain.stamping import shown_stamps
from tools.look_samples import ANSWERS, BRAND, CARD, NARROW, OFFICE, PAGES, SCREENS, SHOP

ROOT = Path(__file__).resolve().parents[1]
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


def number(value: int) -> str:
    """1240 → 1 240 with the narrow space of the look."""
    return f"{value:,}".replace(",", NARROW)


def day(value: dt.datetime) -> str:
    """3 December."""
    return f"{value.day} {value:%B}"


def bundle(name: str) -> bytes:
    """The joined files of one bundle, as the application serves it."""
    stem, _, kind = name.partition(".")
    folder = ROOT / "static" / kind
    for row in (folder / "BUNDLES").read_text().splitlines():
        title, _, files = row.partition(":")
        if title == stem:
            return b"\n".join((folder / file).read_bytes() for file in files.split())
    raise KeyError(name)


def environment() -> Environment:
    """Jinja with the functions and filters the application promises the templates."""
    jinja = Environment(
        loader=FileSystemLoader([ROOT / "templates", ROOT / "tools" / "look_pages"]),
        autoescape=True,
        extensions=[InternationalizationExtension],
    )
    install: Any = jinja
    install.install_null_translations(newstyle=True)

    def url_for(endpoint: str, **values: object) -> str:
        query = "&".join(f"{key}={value}" for key, value in values.items())
        return "/" + endpoint.replace(".", "/") + (f"?{query}" if query else "")

    jinja.globals.update(
        url_for=url_for,
        asset_url=lambda path: f"/static/{path}",
        bundle_url=lambda name: f"/bundle/{name}",
        csrf_token=lambda: "token",
        current_build=lambda: "5a3c1e90",
        shown_stamps=shown_stamps,
        new_request_key=lambda: "",  # as where a page came without: the script makes it
    )
    jinja.filters.update(number=number, day=day)
    return jinja


class Guide:
    """The screens, and what the browser has sent so far."""

    def __init__(self) -> None:
        self.jinja = environment()
        self.received: list[tuple[str, dict[str, list[str]]]] = []

    def screen(self, name: str, *, theme: str = "light", whole: bool = True, idle_seconds: int = 120) -> bytes:
        """One screen, as a page or as the answer to htmx."""
        code = segno.make("https://example.lu/j/gare", error="m")
        svg = Markup(code.svg_inline(border=4, dark="#0b0f10", omitsize=True))  # noqa: S704 - our own drawing
        if name in PAGES:
            page = self.jinja.get_template(f"{name}.html")
            shop = None if name.startswith("plain-signin") else SHOP
            return page.render(
                join_qr_svg=svg, theme=theme, brand_css_url="/brand/cafe-lux.css", shop=shop, office=OFFICE, card=CARD
            ).encode()
        fragment, terminal, values = SCREENS[name]
        terminal = terminal | {"idle_lock_seconds": idle_seconds}
        part = self.jinja.get_template(f"terminal/{fragment}.html").render(
            screen={"join_qr_svg": svg, "unlock_url": "/terminal/unlock_form"} | values, terminal=terminal
        )
        template = self.jinja.get_template("terminal/page.html" if whole else "terminal/answer.html")
        return template.render(
            part=Markup(part),  # noqa: S704 - rendered by ourselves, escaped
            title=name,
            terminal=terminal,
            theme=theme,
            brand_css_url="/brand/cafe-lux.css",
            store_timezone="Europe/Luxembourg",
            server_time_ms=round(dt.datetime.now(dt.UTC).timestamp() * 1000),
        ).encode()

    def answer(self, path: str, query: dict[str, list[str]], *, whole: bool) -> tuple[int, bytes]:
        """What the counter answers to a verb: see ANSWERS."""
        verb = path.removeprefix("/terminal/")
        name = ANSWERS.get(verb, "01-idle")
        if verb == "unlock" and query.get("pin") != ["246810"]:
            return 401, self.screen("07-pin-wrong", whole=whole)
        refusals = {"13-not-found": 404, "04-refused": 409}
        return refusals.get(name, 200), self.screen(name, whole=whole)


class Handler(http.server.BaseHTTPRequestHandler):
    """Screens at /screen/<name>?theme=…&idle=…, verbs at /terminal/<verb>, files."""

    guide: Guide
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A screen, a verb or a file."""
        url = urlsplit(self.path)
        query = parse_qs(url.query)
        if url.path.startswith("/screen/"):
            theme, idle = query.get("theme", ["light"])[0], int(query.get("idle", ["120"])[0])
            self._send(200, self.guide.screen(url.path[8:], theme=theme, idle_seconds=idle))
        elif url.path.startswith("/terminal/"):
            self._send(*self.guide.answer(url.path, query, whole="HX-Request" not in self.headers))
        elif url.path.startswith("/bundle/"):
            self._send(200, bundle(url.path[8:]), mimetypes.guess_type(url.path)[0])
        elif url.path.startswith("/brand/"):
            self._send(200, BRAND.encode(), "text/css")
        elif url.path.startswith("/static/"):
            file = ROOT / url.path[1:]
            manifest = "application/manifest+json" if file.suffix == ".webmanifest" else None
            self._send(200, file.read_bytes(), manifest or mimetypes.guess_type(file.name)[0])
        else:
            self._send(200 if url.path == "/livez" else 404, b"", "text/plain")

    def do_POST(self) -> None:
        """A verb; what was sent is kept for whoever asks."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        fields = parse_qs(body, keep_blank_values=True)
        path = urlsplit(self.path).path
        self.guide.received.append((path.removeprefix("/terminal/"), fields))
        self._send(*self.guide.answer(path, fields, whole="HX-Request" not in self.headers))

    def _send(self, status: int, body: bytes, kind: str | None = "text/html; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


def serve() -> tuple[http.server.ThreadingHTTPServer, Guide, str]:
    """The style guide on a free port of this machine; the caller ends it."""
    guide = Guide()
    handler = type("GuideHandler", (Handler,), {"guide": guide})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, guide, f"http://localhost:{server.server_port}"
