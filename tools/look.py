"""Renders every counter screen with sample data, photographs it and checks it: the style guide.

    python tools/look.py OUT [--screens 02-card,03-done] [--frames 1280x800,360x740] [--themes light,dark] [--axe] [--text 2]

Needs no application: the templates get stand-ins for the functions and filters the application gives them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.server
import json
import mimetypes
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import segno
from jinja2 import Environment, FileSystemLoader, Undefined
from markupsafe import Markup
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
import look_samples as samples

ROOT = Path(__file__).resolve().parent.parent
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
BRAND = """@layer tokens { :root { --brand: #0f4c5c; --on-brand: #ffffff; --on-brand-2: #abc0c6; --brand-shade: #0d414f;
--brand-line: #7598a1; --brand-edge: transparent; --stamp: #f4b972; --on-stamp: #0f4c5c; --brand-text: #0f4c5c; --brand-soft: #e9eff0; }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { --brand-text: #95b0b7; --brand-soft: #173036; } }
:root[data-theme="dark"] { --brand-text: #95b0b7; --brand-soft: #173036; } }"""


def number(value: int) -> str:
    """1240 → 1 240 with the narrow space of the look."""
    return f"{value:,}".replace(",", samples.NARROW)


def day(value: dt.datetime) -> str:
    """3 December."""
    return f"{value.day} {value:%B}"


def bundle(name: str) -> bytes:
    """The joined files of one bundle, as the application serves it."""
    stem, _, kind = name.partition(".")
    folder = ROOT / "static" / kind
    for row in (folder / "BUNDLES").read_text().splitlines():
        title, _, files = row.partition(":")
        if title == stem and not row.startswith("#"):
            return b"\n".join((folder / file).read_bytes() for file in files.split())
    raise KeyError(name)


def environment() -> Environment:
    """Jinja with the functions and filters the application promises the templates."""
    jinja = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=False,
        undefined=Undefined,
    )
    jinja.install_null_translations(newstyle=True)  # type: ignore[attr-defined]

    def url_for(endpoint: str, **values: object) -> str:
        query = "&".join(f"{key}={value}" for key, value in values.items())
        return "/" + endpoint.replace(".", "/") + (f"?{query}" if query else "")

    jinja.globals.update(
        url_for=url_for,
        asset_url=lambda path: f"/static/{path}",
        bundle_url=lambda name: f"/bundle/{name}",
        csrf_token=lambda: "token",
    )
    jinja.filters.update(number=number, day=day)
    return jinja


def page(jinja: Environment, name: str, theme: str) -> str:
    """One screen as a whole page."""
    fragment, terminal, values = samples.SCREENS[name]
    qr = segno.make("https://example.lu/j/gare", error="m")
    values = {"join_qr_svg": Markup(qr.svg_inline(border=4, dark="#0b0f10", omitsize=True))} | values
    return jinja.get_template("terminal/page.html").render(
        fragment=f"terminal/{fragment}.html",
        title=name,
        screen=values,
        terminal=terminal,
        theme=theme,
        brand_css_url="/brand/cafe-lux.css",
        store_timezone="Europe/Luxembourg",
    )


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the screens, the bundles and the static files, with the product's content policy."""

    jinja: Environment

    def do_GET(self) -> None:
        """A screen at /screen/<name>?theme=…, or a file."""
        url = urlsplit(self.path)
        body, kind = b"", "text/plain"
        if url.path.startswith("/screen/"):
            theme = parse_qs(url.query).get("theme", ["light"])[0]
            body, kind = page(self.jinja, url.path[8:], theme).encode(), "text/html; charset=utf-8"
        elif url.path.startswith("/bundle/"):
            body, kind = bundle(url.path[8:]), mimetypes.guess_type(url.path)[0] or kind
        elif url.path.startswith("/brand/"):
            body, kind = BRAND.encode(), "text/css"
        elif url.path.startswith("/static/"):
            file = ROOT / url.path[1:]
            body = file.read_bytes()
            kind = "application/manifest+json" if file.suffix == ".webmanifest" else mimetypes.guess_type(file.name)[0] or kind
        elif url.path == "/livez":
            body = b"ok"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def serve() -> tuple[http.server.ThreadingHTTPServer, str]:
    """The style guide on a free port of this machine; the caller ends it."""
    Handler.jinja = environment()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


MEASURE = """() => {
  const problems = [];
  if (document.documentElement.scrollWidth > innerWidth + 1) problems.push(`sideways: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select')) {
    const r = e.getBoundingClientRect();
    if (!r.width || e.closest('.vh, .skip, [hidden]') || e.matches('.pad-input, .skip') || e.closest('label')) continue;
    if (getComputedStyle(e).display === 'inline') continue;
    if (r.width < 47.5 || r.height < 47.5) problems.push(`small: ${Math.round(r.width)}x${Math.round(r.height)} ${e.outerHTML.slice(0, 90)}`);
    if (r.right > innerWidth + 1 || r.left < -1) problems.push(`cut: ${e.outerHTML.slice(0, 90)}`);
  }
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (own && e.getClientRects().length && parseFloat(getComputedStyle(e).fontSize) < 15.9) problems.push(`text: ${e.outerHTML.slice(0, 80)}`);
  }
  const main = document.querySelector('.stamp-btn, .keypad-side .btn--primary, .confirm .btn--primary, .scan, .result__figure, .attract__unlock');
  if (main && main.getBoundingClientRect().top > innerHeight - 60) problems.push('primary below the fold');
  return problems;
}"""


def photograph(browser: Browser, base: str, out: Path, wanted: argparse.Namespace) -> int:
    """A picture and the measurements of each wanted screen; returns how many problems there are."""
    found = 0
    axe_script = None
    if wanted.axe:
        from axe_playwright_python.sync_playwright import Axe

        axe_script = Axe()
    for frame in wanted.frames.split(","):
        width, height = (int(side) for side in frame.split("x"))
        for theme in wanted.themes.split(","):
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion=wanted.motion,
                forced_colors=wanted.forced,
                java_script_enabled=not wanted.no_script,
                bypass_csp=wanted.axe,
            )
            tab = context.new_page()
            says: list[str] = []
            tab.on("console", lambda message, says=says: says.append(message.text) if message.type == "error" else None)
            tab.on("pageerror", lambda error, says=says: says.append(str(error)))
            for name in wanted.screens.split(",") if wanted.screens else samples.SCREENS:
                tab.goto(f"{base}/screen/{name}?theme={theme}", wait_until="load")
                if wanted.text != 1:
                    tab.evaluate("(n) => { document.documentElement.style.fontSize = n * 100 + '%'; }", wanted.text)
                tab.wait_for_timeout(250)
                tab.screenshot(path=str(out / f"{name}-{frame}-{theme}.png"), full_page=wanted.full)
                problems = [*says, *([] if wanted.no_script else tab.evaluate(MEASURE)), *(axe(tab, axe_script) if axe_script else [])]
                says.clear()
                for problem in problems:
                    found += 1
                    print(f"{name} {frame} {theme}: {problem}")
            context.close()
    return found


def axe(tab: Page, script: Any) -> list[str]:
    """What axe-core objects to."""
    results = script.run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).response
    return [
        f"axe {violation['id']}: {json.dumps([node['target'] for node in violation['nodes']][:3])} {violation['nodes'][0]['failureSummary'][:300]}"
        for violation in results["violations"]
    ]


def main() -> int:
    """Parses the command line and reports problems by exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--screens", default="")
    parser.add_argument("--frames", default="1280x800")
    parser.add_argument("--themes", default="light")
    parser.add_argument("--axe", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--text", type=float, default=1)
    parser.add_argument("--motion", default="reduce")
    parser.add_argument("--forced", default="none")
    parser.add_argument("--no-script", action="store_true")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    server, base = serve()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=wanted.chromium, args=["--no-sandbox", "--disable-background-networking"])
        found = photograph(browser, base, wanted.out, wanted)
        browser.close()
    server.shutdown()
    print(f"{found} problems")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
