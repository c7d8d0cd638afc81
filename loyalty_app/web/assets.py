"""Styles, scripts, fonts and pictures: joined into bundles, named by their content, kept by browsers for a year."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, make_response, request

from loyalty_app.config import ROOT
from loyalty_app.edge.headers import YEAR_SECONDS
from loyalty_app.edge.policy import ANYONE, declare

STATIC = ROOT / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_WORTH_PACKING = {".css", ".js", ".svg", ".wasm", ".webmanifest"}
_ADDRESS_IN_STYLES = re.compile(r'url\("/static/([^"?]+)"\)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file as it is sent: `version` changes with every byte of it."""

    body: bytes
    packed: bytes | None
    kind: str
    version: str


def configure_assets(app: Flask) -> None:
    """Serve /static/… and give templates `asset_url` and `bundle_url`."""
    app.add_url_rule("/static/<path:filename>", "static", send_asset)
    declare(app, "static", ANYONE)
    app.jinja_env.globals.update(asset_url=asset_url, bundle_url=bundle_url)


def asset_url(path: str) -> str:
    """The address of a file under static/; it changes when the file does."""
    return f"/static/{path}?v={_version(path)}"


def bundle_url(name: str) -> str:
    """The address of a bundle such as `terminal.css`."""
    return asset_url(f"bundles/{name}")


def send_asset(filename: str) -> Response:
    """The file, packed where the browser can unpack it; with its version in the address it never changes."""
    try:
        asset = _asset(filename)
    except FileNotFoundError:
        abort(404)
    response = make_response()
    is_packed = asset.packed is not None and request.accept_encodings.quality("gzip") > 0
    response.data = asset.packed if is_packed and asset.packed is not None else asset.body
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Type"] = asset.kind
    response.vary.add("Accept-Encoding")
    is_named = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable" if is_named else "no-cache"
    response.set_etag(asset.version + ("-gzip" if is_packed else ""))
    response.make_conditional(request)
    return response


def pack(body: bytes) -> bytes:
    """The body as gzip, the same for the same body."""
    return gzip.compress(body, compresslevel=9, mtime=0)


@lru_cache(maxsize=256)
def _version(path: str) -> str:
    """Asked dozens of times per page: the files of a running server do not change."""
    return _asset(path).version


def _asset(path: str) -> Asset:
    files = _files_of(path)
    return _read(path, files, tuple(file.stat().st_mtime_ns for file in files))


def _files_of(path: str) -> tuple[Path, ...]:
    """The files behind an address; raises FileNotFoundError for anything outside static/ or of an unknown kind."""
    name = Path(path)
    if name.suffix not in _TYPES or ".." in name.parts:
        raise FileNotFoundError(path)
    if name.parent.name == "bundles":
        folder = STATIC / name.suffix.lstrip(".")
        return (folder / "BUNDLES", *(folder / file for file in _bundle_members(folder, name.stem)))
    file = STATIC / name
    if not file.is_file():
        raise FileNotFoundError(path)
    return (file,)


def _bundle_members(folder: Path, bundle: str) -> list[str]:
    for line in (folder / "BUNDLES").read_text().splitlines() if folder.is_dir() else ():
        title, _, files = line.partition(":")
        if title == bundle:
            return files.split()
    raise FileNotFoundError(bundle)


@lru_cache(maxsize=256)
def _read(path: str, files: tuple[Path, ...], _changed_at: tuple[int, ...]) -> Asset:
    suffix = Path(path).suffix
    body = b"\n".join(file.read_bytes() for file in files if file.name != "BUNDLES")
    if suffix == ".css":
        body = _ADDRESS_IN_STYLES.sub(lambda found: f'url("{asset_url(found[1])}")', body.decode()).encode()
    return Asset(
        body=body,
        packed=pack(body) if suffix in _WORTH_PACKING else None,
        kind=_TYPES[suffix],
        version=hashlib.sha256(body).hexdigest()[:12],
    )
