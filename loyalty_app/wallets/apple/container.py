"""The ZIP around a pass: members stored as they are, so that one made once serves every pass that holds it."""

import struct
from collections.abc import Sequence
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
_FACTS = struct.Struct("<HHHHIIIHH")
_LOCAL_HEAD = _LOCAL + struct.pack("<H", _VERSION)
_CENTRAL_HEAD = _CENTRAL + struct.pack("<HH", _UNIX, _VERSION)
_CENTRAL_TAIL = struct.pack("<HHHI", 0, 0, 0, _MODE)


class Member(NamedTuple):
    """One file: its name, its SHA-1 for the manifest, and its two entries in the container."""

    name: str
    sha1: str
    local: bytes
    central_head: bytes
    central_name: bytes


def member(name: str, content: bytes) -> Member:
    """A file of that (ASCII) name."""
    encoded = name.encode("ascii")
    size = len(content)
    facts = _FACTS.pack(0, _STORED, _MIDNIGHT, _FIRST_DAY, crc32(content), size, size, len(encoded), 0)
    return Member(
        name,
        sha1(content, usedforsecurity=False).hexdigest(),  # what Apple's manifest asks for
        b"".join((_LOCAL_HEAD, facts, encoded, content)),
        b"".join((_CENTRAL_HEAD, facts, _CENTRAL_TAIL)),
        encoded,
    )


def parts(members: Sequence[Member]) -> tuple[bytes, ...]:
    """The container in pieces, to be joined: members, then the directory."""
    offset = 0
    directory: list[bytes] = []
    for one in members:
        directory += (one.central_head, offset.to_bytes(4, "little"), one.central_name)
        offset += len(one.local)
    listing = b"".join(directory)
    count = len(members)
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(listing), offset, 0)
    return (*(one.local for one in members), listing, end)


def bundle(passes: Sequence[bytes]) -> bytes:
    """Several whole passes in one file, one to ten of them."""
    assert 1 <= len(passes) <= MAX_PASSES
    members = [member(f"pass-{number}.pkpass", content) for number, content in enumerate(passes, start=1)]
    return b"".join(parts(members))
