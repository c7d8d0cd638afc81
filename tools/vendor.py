"""Checks the files under static/vendor against their checksums, or fetches them again by npm's own client.

python -m tools.vendor check
python -m tools.vendor fetch
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
CHECKSUMS = VENDOR / "CHECKSUMS"

# Package with its version → {path in the package: path under static/vendor}.
PACKAGES = {
    "htmx.org@2.0.11": {
        "package/dist/htmx.min.js": "htmx/htmx.min.js",
        "package/LICENSE": "htmx/LICENCE",
    },
    "zxing-wasm@3.1.4": {
        "package/dist/iife/reader/index.js": "zxing-wasm/zxing_reader.js",
        "package/dist/reader/zxing_reader.wasm": "zxing-wasm/zxing_reader.wasm",
        "package/LICENSE": "zxing-wasm/LICENCE",
    },
}


def checksum(path: Path) -> str:
    """SHA-256 of a file, as sha256sum prints it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def expected() -> dict[str, str]:
    """Path under static/vendor → checksum."""
    rows = (row.split("  ", 1) for row in CHECKSUMS.read_text().splitlines())
    return {name: digest for digest, name in rows}


def wrong() -> list[str]:
    """What does not agree: changed, missing and unlisted files."""
    wanted = expected()
    present = {
        str(path.relative_to(VENDOR)): path for path in VENDOR.rglob("*") if path.is_file() and path != CHECKSUMS
    }
    problems = [f"missing: {name}" for name in sorted(wanted.keys() - present.keys())]
    problems += [f"not listed: {name}" for name in sorted(present.keys() - wanted.keys())]
    both = sorted(wanted.keys() & present.keys())
    return problems + [f"changed: {name}" for name in both if checksum(present[name]) != wanted[name]]


def fetch() -> None:
    """Packs each package by npm and takes out the files that are used."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch vendored files")
    for package, files in PACKAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as packed:
                for inside, outside in files.items():
                    member = packed.extractfile(inside)
                    if member is None:
                        raise SystemExit(f"{package} has no {inside}")
                    target = VENDOR / outside
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(member.read())


def write_checksums() -> None:
    """Writes CHECKSUMS for what is there now."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path != CHECKSUMS)
    CHECKSUMS.write_text("".join(f"{checksum(path)}  {path.relative_to(VENDOR)}\n" for path in files))


def main(arguments: list[str]) -> int:
    """Check (default) prints what is wrong; fetch takes the files anew and then writes the checksums."""
    if arguments == ["fetch"]:
        fetch()
        write_checksums()
    problems = wrong()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
