"""The outside of a pass: a ZIP with files at its root, each named in the manifest with its SHA-1 (wallets A2)."""

import hashlib
import io
import re
import zipfile
import zlib

from loyalty_app.demo.phone.refused import PassRefused, require
from loyalty_app.demo.phone.strict_json import read_object

MANIFEST, SIGNATURE, DESCRIPTION = "manifest.json", "signature", "pass.json"
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?"
_PICTURE = r"(icon|logo|strip)(@[23]x)?\.png"
_KNOWN_FILE = re.compile(
    rf"pass\.json|manifest\.json|signature|({_LANGUAGE}\.lproj/)?{_PICTURE}|{_LANGUAGE}\.lproj/pass\.strings"
)
_SHA1 = re.compile(r"[0-9a-f]{40}")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LARGEST_FILE, _LARGEST_PASS = 10 * 2**20, 30 * 2**20
_MOST_IN_A_BUNDLE = 10
_ENCRYPTED = 0x1


def read_container(data: bytes) -> dict[str, bytes]:
    """Every file of the pass by its path; raises PassRefused for anything a phone might stumble over."""
    files = _unzipped(data)
    for name in files:
        require(that=_KNOWN_FILE.fullmatch(name), otherwise=f"{name!r} does not belong into a store card")
    for name in (DESCRIPTION, MANIFEST, SIGNATURE):
        require(that=name in files, otherwise=f"{name} is missing")
    _require_manifest(files)
    return files


def read_bundle(data: bytes) -> list[bytes]:
    """The whole passes inside a .pkpasses, in the order of the bundle."""
    inner = _unzipped(data)
    require(that=1 <= len(inner) <= _MOST_IN_A_BUNDLE, otherwise=f"a bundle of {len(inner)} passes")
    for name in inner:
        require(that=re.fullmatch(r"[\w.~-]+\.pkpass", name), otherwise=f"{name!r} is no pass of a bundle")
    return list(inner.values())


def _unzipped(data: bytes) -> dict[str, bytes]:
    require(that=data[:4] == b"PK\x03\x04", otherwise="no ZIP begins at the first byte")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            require(that=not archive.comment, otherwise="the ZIP carries a comment")
            _require_entries(archive.infolist())
            return {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, UnicodeDecodeError) as problem:
        raise PassRefused(f"the ZIP cannot be read: {problem}") from problem


def _require_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    require(that=len(names) == len(set(names)), otherwise="the ZIP holds a file twice")
    require(that=sum(entry.file_size for entry in entries) <= _LARGEST_PASS, otherwise="the ZIP is too large")
    for entry in entries:
        name = entry.filename
        require(that=not entry.is_dir(), otherwise=f"{name!r} is a directory entry")
        require(that=name == entry.orig_filename, otherwise=f"{name!r} has a name that is not plain")
        require(that=name.isascii() and not name.startswith(("/", ".")), otherwise=f"{name!r} is no plain path")
        require(that=".." not in name and "\\" not in name, otherwise=f"{name!r} leads elsewhere")
        require(that=not entry.flag_bits & _ENCRYPTED, otherwise=f"{name!r} is encrypted")
        require(that=entry.compress_type in _METHODS, otherwise=f"{name!r} is neither stored nor deflated")
        require(that=entry.file_size <= _LARGEST_FILE, otherwise=f"{name!r} is too large")


def _require_manifest(files: dict[str, bytes]) -> None:
    manifest = read_object(files[MANIFEST], MANIFEST)
    present = set(files) - {MANIFEST, SIGNATURE}
    for name in sorted(present - set(manifest)):
        raise PassRefused(f"{name} is not in the manifest")
    for name in sorted(set(manifest) - present):
        raise PassRefused(f"{name} is in the manifest and not in the pass")
    for name, claimed in manifest.items():
        require(that=isinstance(claimed, str) and _SHA1.fullmatch(claimed), otherwise=f"{name} has no SHA-1 in hex")
        computed = hashlib.sha1(files[name], usedforsecurity=False).hexdigest()
        require(that=claimed == computed, otherwise=f"{name} was changed after the manifest was made")
