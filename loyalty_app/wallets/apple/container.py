"""The ZIP around a pass: members stored as they are, so that one made once serves every pass that holds it."""

import struct
from collections.abc import Iterable, Sequence
from hashlib import sha1
from typing import NamedTuple
from zlib import crc32

MIME_TYPE = "application/vnd.apple.pkpass"
BUNDLE_MIME_TYPE = "application/vnd.apple.pkpasses"
MAX_PASSES = 10  # in one bundle (spec 6 A2)

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UNIX = 10, 3 << 8 | 20
_STORED = 0
_MIDNIGHT, _FIRST_DAY = 0, 1 << 5 | 1  # 1 January 1980: the same bytes whenever they are made
_MODE = 0o100644 << 16
_FACTS, _END_FACTS = struct.Struct("<HHHHIIIHH"), struct.Struct("<HHHHIIH")
_LOCAL_HEAD = _LOCAL + struct.pack("<H", _VERSION)
_CENTRAL_HEAD = _CENTRAL + struct.pack("<HH", _UNIX, _VERSION)
_CENTRAL_TAIL = struct.pack("<HHHI", 0, 0, 0, _MODE)


class Member(NamedTuple):
    """One file: its line of the manifest, and its two entries in the container."""

    listed: str
    local: bytes
    central_head: bytes
    central_name: bytes


class Layout(NamedTuple):
    """Members one after the other from the first byte on; many containers may begin with the same."""

    entries: tuple[bytes, ...] = ()
    directory: bytes = b""
    size: int = 0


_EMPTY = Layout()


def member(name: str, content: bytes) -> Member:
    """A file of that (ASCII) name, as the manifest lists it: with the SHA-1 that Apple asks for."""
    listed = f'"{name}":"{sha1(content, usedforsecurity=False).hexdigest()}"'
    return _stored(listed, name, content)


def unlisted(name: str, content: bytes) -> Member:
    """A file that the manifest does not know: itself, its signature, or whatever is no part of a pass."""
    return _stored("", name, content)


def laid_out(members: Iterable[Member], *, after: Layout = _EMPTY) -> Layout:
    """The members behind those that are laid out already."""
    entries, directory, size = list(after.entries), [after.directory], after.size
    for one in members:
        entries.append(one.local)
        directory += (one.central_head, size.to_bytes(4, "little"), one.central_name)
        size += len(one.local)
    return Layout(tuple(entries), b"".join(directory), size)


def pieces(layout: Layout) -> tuple[bytes, ...]:
    """The container in pieces, to be joined: members, then the directory."""
    count, length = len(layout.entries), len(layout.directory)
    end = _END + _END_FACTS.pack(0, 0, count, count, length, layout.size, 0)
    return (*layout.entries, layout.directory, end)


def bundle(passes: Sequence[bytes]) -> bytes:
    """Several whole passes in one file, one to ten of them."""
    assert 1 <= len(passes) <= MAX_PASSES
    members = [unlisted(f"pass-{number}.pkpass", content) for number, content in enumerate(passes, start=1)]
    return b"".join(pieces(laid_out(members)))


def _stored(listed: str, name: str, content: bytes) -> Member:
    encoded = name.encode("ascii")
    size = len(content)
    facts = _FACTS.pack(0, _STORED, _MIDNIGHT, _FIRST_DAY, crc32(content), size, size, len(encoded), 0)
    local = b"".join((_LOCAL_HEAD, facts, encoded, content))
    return Member(listed, local, b"".join((_CENTRAL_HEAD, facts, _CENTRAL_TAIL)), encoded)
