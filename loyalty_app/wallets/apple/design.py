"""The pictures of a design as finished members of a pass: drawn once, stored in every pass that shows them.

The n + 1 strips of a stamp card are drawn when the first card needs one. What looks the same is drawn once, whatever
program it belongs to; threads may share all of it.
"""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from loyalty_app.domain.colours import brand_colours
from loyalty_app.domain.passes import PassDesign
from loyalty_app.wallets.apple.container import Layout, Member, laid_out, member
from loyalty_app.wallets.kept import Kept
from loyalty_app.wallets.pictures.logo import WIDE, draw_icon, draw_logo, sign_of
from loyalty_app.wallets.pictures.strip import StampStrip, draw_calm

FindImage = Callable[[str], bytes | None]
DENSITIES = {1: "", 2: "@2x", 3: "@3x"}
KEPT_SIGNS, KEPT_SETS = 200, 2000
KEPT_STRIP_BYTES = 96 * 1024 * 1024
KEPT_DRAWERS = 24


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


@dataclass(frozen=True, slots=True)
class _Look:
    """What decides how a strip looks; `stamps_target` None: no stamps on it."""

    card_color: str
    card_secondary_color: str | None
    stamp_shape: str
    stamps_target: int | None


class DesignPictures:
    """Draws and keeps. `find_image` gives the PNG of an uploaded picture by its SHA-256."""

    def __init__(self, find_image: FindImage) -> None:
        self._find_image = find_image
        self._drawing = threading.Lock()
        self._sets: Kept[tuple[PassDesign, int | None], Pictures] = Kept(KEPT_SETS)
        self._signs: Kept[tuple[_Look, str, str | None], _Signs] = Kept(KEPT_SIGNS)
        self._strips: Kept[tuple[_Look, int], tuple[Member, ...]] = Kept(KEPT_STRIP_BYTES)
        self._drawers: Kept[tuple[_Look, int], StampStrip] = Kept(KEPT_DRAWERS)

    def shown(self, design: PassDesign, stamps: int | None) -> Pictures:
        """All pictures of a pass with so many stamps in its open row; None: of one that shows none."""
        key = (design, stamps)
        found = self._sets.get(key)
        if found is None:
            with self._drawing:
                found = self._sets.get(key) or self._draw(design, stamps)
                self._sets.keep(key, found)
        return found

    def _draw(self, design: PassDesign, stamps: int | None) -> Pictures:
        target = None if stamps is None else design.stamps_target
        look = _Look(design.card_color, design.card_secondary_color, design.stamp_shape, target)
        signs = self._find_signs(look, sign_of(design.card_name, design.stamp_shape), design.logo_sha256)
        members = (*signs.members, *self._find_strips(look, stamps))
        return Pictures(laid_out(members), ",".join(one.listed for one in members), signs.has_wide_logo)

    def _find_signs(self, look: _Look, sign: str, logo_sha256: str | None) -> _Signs:
        key = (look, sign, logo_sha256)
        found = self._signs.get(key)
        if found is None:
            found = _signs(look, sign, self._find_image(logo_sha256) if logo_sha256 else None)
            self._signs.keep(key, found)
        return found

    def _find_strips(self, look: _Look, stamps: int | None) -> tuple[Member, ...]:
        key = (look, -1 if stamps is None else stamps)
        found = self._strips.get(key)
        if found is None:
            found = tuple(
                _png(f"strip{suffix}.png", self._strip(look, stamps, density)) for density, suffix in DENSITIES.items()
            )
            self._strips.keep(key, found, sum(len(one.local) for one in found))
        return found

    def _strip(self, look: _Look, stamps: int | None, density: int) -> Image.Image:
        colours = brand_colours(look.card_color, look.card_secondary_color)
        if stamps is None or look.stamps_target is None:
            return draw_calm(colours, look.stamp_shape, density=density)
        key = (look, density)
        drawer = self._drawers.get(key)
        if drawer is None:
            drawer = StampStrip(colours, look.stamp_shape, target=look.stamps_target, density=density)
            self._drawers.keep(key, drawer)
        return drawer.draw(stamps)


def _signs(look: _Look, sign: str, logo_png: bytes | None) -> _Signs:
    colours = brand_colours(look.card_color, look.card_secondary_color)
    logo = Image.open(io.BytesIO(logo_png)) if logo_png else None
    members: list[Member] = []
    for density, suffix in DENSITIES.items():
        members.append(_png(f"icon{suffix}.png", draw_icon(colours, logo, sign, density=density)))
        members.append(_png(f"logo{suffix}.png", draw_logo(colours, logo, sign, density=density)))
    return _Signs(tuple(members), logo is not None and logo.width >= WIDE * logo.height)


def _png(name: str, picture: Image.Image) -> Member:
    """The file; nothing in it but the pixels, so that the same picture has the same bytes in every process."""
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", compress_level=9)
    return member(name, encoded.getvalue())
