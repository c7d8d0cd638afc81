"""What may not lie in the repository, and what has to fit together in it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from tests.architecture.tree import REPOSITORY, files, name_of, under

VENDORED = REPOSITORY / "static" / "vendor"
PRINTED = REPOSITORY / "static" / "fonts" / "print"
# Put together from parts, so that this file does not name them either.
ADDRESSES = re.compile(
    "|".join(
        ".".join(parts)
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "(org|com)"),
            ("unpkg", "com"),
            ("jsdelivr", "net"),
            ("cloudflare", "com"),
            ("fonts", "g(oogleapis|static)", "com"),
        )
    ).replace(".", r"\.")
    + "|--(extra-)?index"
    + "-url|--find"
    + "-links"
)
MACHINE_PATHS = re.compile("/(ro" + "ot|wo" + r"rk|home/\w+)/")
MIGRATION_NAME = re.compile(r"\d{8}_\d{4}_[0-9a-f]+_[a-z0-9_]+\.py")
TEXTS = {".py", ".html", ".css", ".js", ".md", ".cfg", ".toml", ".txt", ".in", ".yaml", ".yml", ".ini", ".json", ""}


def test_no_file_names_where_packages_are_fetched() -> None:
    assert _found(ADDRESSES) == []


def test_no_file_names_a_place_of_somebodys_machine() -> None:
    assert _found(MACHINE_PATHS) == []


def test_only_the_hashed_locks_are_committed() -> None:
    assert [
        name_of(path) for path in files() if path.name in {"uv" + ".lock", "poetry.lock", "package-lock.json"}
    ] == []
    for lock in under("requirements", ".txt"):
        text = lock.read_text()
        assert text.count("==") > 0
        assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\w)", text.strip()))


def test_vendored_files_are_the_ones_that_were_checked() -> None:
    assert _present(VENDORED) == _listed(VENDORED)


def test_the_fonts_of_printed_matter_are_those_that_were_made() -> None:
    assert _present(PRINTED) == _listed(PRINTED)


def test_migrations_are_named_by_their_day() -> None:
    assert [
        name_of(path) for path in under("migrations/versions", ".py") if not MIGRATION_NAME.fullmatch(path.name)
    ] == []


def _present(folder: Path) -> dict[str, str]:
    """The checksum of every file below the folder."""
    there = {path.relative_to(folder).as_posix(): path for path in under(folder.relative_to(REPOSITORY).as_posix(), "")}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items() if name != "CHECKSUMS"}


def _listed(folder: Path) -> dict[str, str]:
    """What CHECKSUMS says, written as sha256sum does."""
    lines = [line.split(maxsplit=1) for line in (folder / "CHECKSUMS").read_text().splitlines()]
    return {name: checksum for checksum, name in lines}


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {match.group()}"
        for path in files()
        if path.suffix in TEXTS and not path.is_relative_to(VENDORED)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if (match := pattern.search(line))
    ]
