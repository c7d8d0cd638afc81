"""The pictures of a design as finished members of a pass: drawn once, stored in every pass that shows them.

What looks the same is drawn once, whatever program it belongs to, and found as a file afterwards. A loop draws the
n + 1 strips of a stamp card before anybody asks; a request draws only what is missing. Threads may share all of it.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty_app.domain.passes import PassDesign
from loyalty_app.wallets.apple.container import Layout, Member, laid_out, member
from loyalty_app.wallets.apple.drawing import (
    FindImage,
    Look,
    Signs,
    Strips,
    all_strips_of,
    new_drawer,
    signs_of,
    strips_of,
)
from loyalty_app.wallets.kept import Kept
from loyalty_app.wallets.pictures.files import PictureFiles
from loyalty_app.wallets.pictures.strip import StampStrip

KEPT_SIGNS, KEPT_SETS = 200, 2000
KEPT_STRIP_BYTES = 96 * 1024 * 1024
KEPT_DRAWERS = 24
TIDIED_EVERY = timedelta(hours=1)
OLD_FILES_KEPT = timedelta(days=1)  # a design may be tried out and taken back


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one pass, as its first files and with their lines of the manifest."""

    layout: Layout
    listed: str
    has_wide_logo: bool


@dataclass(frozen=True, slots=True)
class _Signs:
    """Icon and logo."""

    members: tuple[Member, ...]
    has_wide_logo: bool


class DesignPictures:
    """Draws and keeps. `find_image` gives the PNG of an uploaded picture by its SHA-256.

    Without `files`, and where they cannot be written, what is drawn is kept in memory alone.
    """

    def __init__(self, find_image: FindImage, files: PictureFiles | None = None) -> None:
        self._find_image, self._files = find_image, files
        self._drawing = threading.Lock()
        self._sets: Kept[tuple[PassDesign, int | None], Pictures] = Kept(KEPT_SETS)
        self._signs: Kept[Signs, _Signs] = Kept(KEPT_SIGNS)
        self._strips: Kept[Strips, tuple[Member, ...]] = Kept(KEPT_STRIP_BYTES)
        self._drawers: Kept[tuple[Look, int], StampStrip] = Kept(KEPT_DRAWERS)
        self._prepared: set[Signs | Strips] = set()
        self._can_keep = files is not None
        self._tidied_at: datetime | None = None

    def shown(self, design: PassDesign, stamps: int | None) -> Pictures:
        """All pictures of a pass with so many stamps in its open row; None: of one that shows none."""
        key = (design, stamps)
        found = self._sets.get(key)
        if found is None:
            with self._drawing:
                found = self._sets.get(key) or self._compose(design, stamps)
                self._sets.keep(key, found)
        return found

    def prepare(self, design: PassDesign) -> int:
        """Draw whatever of the design is no file yet; returns how many sets. Holds no request up."""
        drawers: dict[tuple[Look, int], StampStrip] = {}

        def drawer(look: Look, density: int) -> StampStrip:
            return drawers.setdefault((look, density), drawers.get((look, density)) or new_drawer(look, density))

        drawn = 0
        for wanted in self.missing(design):
            content = wanted.draw(self._find_image) if isinstance(wanted, Signs) else wanted.draw(drawer)
            self._can_keep = self._keep(wanted, content)
            if not self._can_keep:
                break
            self._prepared.add(wanted)
            drawn += 1
        return drawn

    def missing(self, design: PassDesign) -> list[Signs | Strips]:
        """What of the design is no file yet; nothing where files cannot be kept."""
        if self._files is None or not self._can_keep:
            return []
        unseen = [one for one in _sets_of(design) if one not in self._prepared]
        missing = [one for one in unseen if not self._files.has(one.folder, one.file_names)]
        self._prepared.update(one for one in unseen if one not in missing)
        return missing

    def tidy(self, designs: Collection[PassDesign], now: datetime) -> int:
        """Once an hour, delete the files of looks that none of these designs has any more; returns how many folders."""
        if self._files is None or (self._tidied_at and timedelta(0) <= now - self._tidied_at < TIDIED_EVERY):
            return 0
        self._tidied_at, self._can_keep = now, True
        live = {one for design in designs for one in _sets_of(design)}
        self._prepared &= live
        return self._files.forget_others({one.folder for one in live}, now - OLD_FILES_KEPT)

    def _compose(self, design: PassDesign, stamps: int | None) -> Pictures:
        signs = self._find_signs(signs_of(design))
        members = (*signs.members, *self._find_strips(strips_of(design, stamps)))
        return Pictures(laid_out(members), ",".join(one.listed for one in members), signs.has_wide_logo)

    def _find_signs(self, wanted: Signs) -> _Signs:
        found = self._signs.get(wanted)
        if found is None:
            *pictures, is_wide = self._file(wanted) or self._kept(wanted, wanted.draw(self._find_image))
            found = _Signs(tuple(map(member, wanted.names, pictures)), bool(is_wide))
            self._signs.keep(wanted, found)
        return found

    def _find_strips(self, wanted: Strips) -> tuple[Member, ...]:
        found = self._strips.get(wanted)
        if found is None:
            pictures = self._file(wanted) or self._kept(wanted, wanted.draw(self._drawer))
            found = tuple(map(member, wanted.names, pictures))
            self._strips.keep(wanted, found, sum(len(one.local) for one in found))
        return found

    def _drawer(self, look: Look, density: int) -> StampStrip:
        drawer = self._drawers.get((look, density))
        if drawer is None:
            drawer = new_drawer(look, density)
            self._drawers.keep((look, density), drawer)
        return drawer

    def _file(self, wanted: Signs | Strips) -> list[bytes] | None:
        return self._files.find(wanted.folder, wanted.file_names) if self._files else None

    def _kept(self, wanted: Signs | Strips, content: list[bytes]) -> list[bytes]:
        self._keep(wanted, content)
        return content

    def _keep(self, wanted: Signs | Strips, content: list[bytes]) -> bool:
        contents = dict(zip(wanted.file_names, content, strict=True))
        return self._files is not None and self._files.keep(wanted.folder, contents)


def _sets_of(design: PassDesign) -> list[Signs | Strips]:
    return [signs_of(design), *all_strips_of(design)]
