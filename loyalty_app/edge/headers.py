"""The headers of every answer: what a browser may load, who may frame us, what may be stored (S36, S43)."""

from flask import Flask, Response, g, request

YEAR_SECONDS = 365 * 24 * 3600
CSP_REPORT_PATH = "/csp-reports"

_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "report-uri": CSP_REPORT_PATH,
}
_FIXED = {
    "Strict-Transport-Security": f"max-age={YEAR_SECONDS}; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), screen-wake-lock=(self), fullscreen=(self), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}


def configure_headers(app: Flask) -> None:
    """Put the headers on every answer, errors and files included."""
    app.after_request(_add_headers)


def allow_wasm() -> None:
    """Let this page run the QR decoder's WebAssembly; the page with the scanner alone asks for it."""
    g.allows_wasm = True


def allow_inline_styles() -> None:
    """Show a mail as it is: with its own styles, and nothing else that loads or runs."""
    g.is_a_mail = True


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = _policy()
    present = {name.lower() for name in headers.keys()}  # noqa: SIM118  a list of pairs, no dictionary
    for name, value in _FIXED.items():
        if name.lower() not in present:
            headers.add(name, value)
    if request.endpoint != "static" and "cache-control" not in present:
        headers.add("Cache-Control", "no-store")
    if request_id := g.get("request_id"):
        headers["X-Request-Id"] = request_id
    return response


def _policy() -> str:
    if g.get("is_a_mail"):
        return _CSP_OF_A_MAIL
    return _CSP_WITH_WASM if g.get("allows_wasm") else _CSP_ALONE


def _csp(**more: str) -> str:
    return "; ".join(f"{name} {value}{more.get(name, '')}" for name, value in _CSP.items())


_CSP_ALONE = _csp()
_CSP_OF_A_MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
    f"report-uri {CSP_REPORT_PATH}"
)
_CSP_WITH_WASM = _csp(**{"script-src": " 'wasm-unsafe-eval'"})
