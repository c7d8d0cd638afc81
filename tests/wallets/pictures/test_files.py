"""Pictures kept as files: whole or not at all, whoever writes beside them, and gone when nobody looks like that."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from loyalty_app.wallets.pictures.files import PictureFiles

NAMES = ("strip.png", "strip@2x.png")
CONTENT = {"strip.png": b"one", "strip@2x.png": b"two"}
NOW = datetime.now(UTC)


def kept(root: Path) -> PictureFiles:
    files = PictureFiles(root)
    assert files.keep("look", CONTENT)
    return files


def test_what_was_kept_is_found_by_everybody(tmp_path: Path) -> None:
    files = kept(tmp_path)
    for other in (files, PictureFiles(tmp_path)):
        assert other.has("look", NAMES)
        assert other.find("look", NAMES) == [b"one", b"two"]
    assert files.keep("look", CONTENT)
    assert len(list((tmp_path / "look").iterdir())) == len(NAMES)


def test_what_is_not_there_in_full_is_not_there(tmp_path: Path) -> None:
    files = kept(tmp_path)
    assert files.find("other", NAMES) is None
    assert files.find("look", (*NAMES, "strip@3x.png")) is None
    assert not files.has("look", (*NAMES, "strip@3x.png"))


@pytest.mark.parametrize("spoil", [b"", b"on", b"two", None])
def test_a_file_that_was_cut_off_is_as_good_as_none(tmp_path: Path, spoil: bytes | None) -> None:
    files = kept(tmp_path)
    (file,) = (tmp_path / "look").glob("strip.png.*")
    if spoil is None:
        file.unlink()
    else:
        file.write_bytes(spoil)
    assert files.find("look", NAMES) is None
    assert files.keep("look", CONTENT)
    assert files.find("look", NAMES) == [b"one", b"two"]


def test_where_nothing_can_be_written_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("no folder")
    files = PictureFiles(tmp_path / "occupied")
    assert not files.keep("look", CONTENT)
    assert files.find("look", NAMES) is None
    assert not files.has("look", NAMES)
    assert files.forget_others((), NOW) == 0


def test_many_who_draw_the_same_at_once_leave_one_of_each(tmp_path: Path) -> None:
    content = {name: os.urandom(200_000) for name in NAMES}
    writers = [Thread(target=lambda: PictureFiles(tmp_path).keep("look", content)) for _ in range(8)]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        seen.append(PictureFiles(tmp_path).find("look", NAMES))
    assert all(found in (None, list(content.values())) for found in seen)
    assert PictureFiles(tmp_path).find("look", NAMES) == list(content.values())
    assert len(list((tmp_path / "look").iterdir())) == len(NAMES)


def test_what_nobody_looks_like_any_more_is_forgotten_but_nothing_young(tmp_path: Path) -> None:
    files = kept(tmp_path)
    for folder in ("old", "young"):
        files.keep(folder, CONTENT)
    unfinished = tmp_path / "look" / ".unfinished-x"
    unfinished.write_bytes(b"o")
    yesterday = (NOW - timedelta(days=1)).timestamp()
    for place in (tmp_path / "old", tmp_path / "look", unfinished):
        os.utime(place, (yesterday, yesterday))
    assert files.forget_others({"look"}, NOW - timedelta(hours=1)) == 1
    assert sorted(place.name for place in tmp_path.iterdir()) == ["look", "young"]
    assert not unfinished.exists()
    assert files.find("look", NAMES) == [b"one", b"two"]
