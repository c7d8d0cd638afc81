"""A design's pictures are drawn before the first pass needs them, and a restart draws nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from loyalty_app.config import ROOT as REPOSITORY
from loyalty_app.domain.passes import PassDesign
from loyalty_app.wallets.apple import drawing
from loyalty_app.wallets.apple.design import OLD_FILES_KEPT, TIDIED_EVERY, DesignPictures, Pictures
from loyalty_app.wallets.pictures.files import PictureFiles
from tests.wallets.contents import BOOKSHOP, CAFE

SMALL = replace(CAFE, stamps_target=3)
SHOWN = (None, 0, 1, 2, 3)


def pictures(root: Path) -> DesignPictures:
    """As another process of the machine has them."""
    return DesignPictures(lambda _sha256: None, PictureFiles(root))


def all_shown(found: DesignPictures, design: PassDesign = SMALL) -> list[Pictures]:
    return [found.shown(design, stamps) for stamps in SHOWN]


def test_what_was_prepared_is_drawn_by_nobody_any_more(tmp_path: Path) -> None:
    first = pictures(tmp_path)
    assert len(first.missing(SMALL)) == 1 + len(SHOWN)  # signs, the calm strip, and n + 1
    assert first.prepare(SMALL) == 1 + len(SHOWN)
    assert first.prepare(SMALL) == 0
    drawn = all_shown(DesignPictures(lambda _sha256: None))
    with patch.object(drawing, "_png", side_effect=AssertionError("drawn")):
        for process in (first, pictures(tmp_path)):
            assert process.prepare(SMALL) == 0
            assert all_shown(process) == drawn


def test_a_request_draws_what_is_missing_for_everybody(tmp_path: Path) -> None:
    drawn = all_shown(pictures(tmp_path))
    with patch.object(drawing, "_png", side_effect=AssertionError("drawn")):
        assert all_shown(pictures(tmp_path)) == drawn
        assert pictures(tmp_path).missing(SMALL) == []


def test_a_spoiled_file_is_drawn_anew(tmp_path: Path) -> None:
    drawn = all_shown(pictures(tmp_path))
    for file in tmp_path.glob("*/*.png.*"):
        file.write_bytes(b"\x89PNG")
    assert all_shown(pictures(tmp_path)) == drawn


def test_programs_that_look_alike_share_their_strips(tmp_path: Path) -> None:
    first = pictures(tmp_path)
    first.prepare(SMALL)
    assert first.prepare(replace(SMALL, program_id=7, design_version=9, merchant_name="Another")) == 0
    assert first.prepare(replace(SMALL, card_color="#333333")) == 1 + len(SHOWN)
    assert first.prepare(replace(SMALL, stamps_target=4)) == 5
    assert first.prepare(BOOKSHOP) == 2  # points: signs and the calm strip


def test_where_nothing_can_be_kept_passes_are_drawn_all_the_same_and_the_loop_gives_up(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("no folder")
    found = pictures(tmp_path / "occupied")
    assert all_shown(found) == all_shown(DesignPictures(lambda _sha256: None))
    assert found.prepare(SMALL) == 0
    with patch.object(drawing, "_png", side_effect=AssertionError("drawn")):
        assert found.prepare(replace(SMALL, card_color="#333333")) == 0
    (tmp_path / "occupied").unlink()
    found.tidy([SMALL], datetime.now(UTC))  # once an hour it is tried again
    assert found.prepare(SMALL) == 1 + len(SHOWN)


def test_looks_of_the_past_are_deleted_once_an_hour(tmp_path: Path) -> None:
    found, later = pictures(tmp_path), datetime.now(UTC) + OLD_FILES_KEPT + timedelta(minutes=1)
    other = replace(SMALL, card_color="#333333")
    for design in (SMALL, other):
        found.prepare(design)
    assert found.tidy([SMALL, other], later) == 0
    assert found.tidy([SMALL], later + timedelta(minutes=59)) == 0
    assert found.tidy([SMALL], later + TIDIED_EVERY) == 3  # signs, strips, the calm strip
    assert found.missing(SMALL) == []
    assert len(found.missing(other)) == 1 + len(SHOWN)


def test_another_version_of_the_drawing_finds_nothing_of_before(tmp_path: Path) -> None:
    pictures(tmp_path).prepare(SMALL)
    with patch.object(drawing, "_drawn_by", return_value="newer"):
        assert len(pictures(tmp_path).missing(SMALL)) == 1 + len(SHOWN)


def test_every_process_makes_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.wallets.apple.test_design import SMALL, pictures;"
        "assert pictures(Path(sys.argv[1])).prepare(SMALL) == 6"
    )
    for name in ("one", "two"):
        command = [sys.executable, "-c", script, str(tmp_path / name)]
        subprocess.run(command, cwd=REPOSITORY, check=True)
    one, two = (
        {file.relative_to(tmp_path / name): file.read_bytes() for file in (tmp_path / name).glob("*/*")}
        for name in ("one", "two")
    )
    assert one == two
    assert len(one) == 7 + 3 * len(SHOWN)
