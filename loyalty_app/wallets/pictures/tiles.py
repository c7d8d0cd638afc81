"""The small parts of a pass's pictures: stamps, letters, discs, as the counter's screens draw them."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from loyalty_app.config import ROOT
from loyalty_app.domain.colours import BrandColours
from loyalty_app.wallets.pictures.icons import FINER, icon_mask

FONT = ROOT / "static" / "fonts" / "figtree-latin.woff2"
_OTHER_LETTERS = ROOT / "static" / "fonts" / "figtree-latin-ext.woff2"
FONTS = (FONT, _OTHER_LETTERS)
_ICON_SHARE = 0.54  # of the stamp's width; this and the turns as in stamps.css
TURNS = (0, -14, 10)
_RING_SHARE = 0.028
_NUMBERS_FROM = 24  # points of a stamp: smaller figures would be read by nobody
_WEIGHT = 700
_CAPITAL_SHARE = 0.7  # of the font's size
_END_OF_LATIN_1, _END_OF_LATIN = 0x100, 0x250


class StampTiles:
    """The stamps of one size and one merchant's colours; each is drawn once."""

    def __init__(self, colours: BrandColours, shape: str, size: int, density: int) -> None:
        self._colours, self._shape, self.size = colours, shape, size
        self._has_numbers = size >= _NUMBERS_FROM * density
        self._ring = max(2, round(size * _RING_SHARE))
        self._drawn: dict[tuple[str, int], Image.Image] = {}

    def full(self, place: int) -> Image.Image:
        """A stamp that was given, the `place`-th of its row."""
        turn = TURNS[place % len(TURNS)]
        return self._kept("full", turn, lambda: self._disc(self._shape, turn))

    def empty(self, place: int) -> Image.Image:
        """A stamp to come, with its number where there is room."""
        return self._kept("empty", place, lambda: self._waiting(str(place)))

    def goal(self, *, is_full: bool) -> Image.Image:
        """The last one: the reward."""
        if is_full:
            return self._kept("goal", 1, lambda: self._disc("gift", 0))
        return self._kept("goal", 0, self._ringed_gift)

    def _kept(self, kind: str, number: int, draw: Callable[[], Image.Image]) -> Image.Image:
        if (kind, number) not in self._drawn:
            self._drawn[kind, number] = draw()
        return self._drawn[kind, number]

    def _disc(self, icon: str, turn: int) -> Image.Image:
        tile = coloured(disc_mask(self.size), self._colours.stamp)
        self._put_icon(tile, icon, turn, self._colours.on_stamp)
        return tile

    def _ringed_gift(self) -> Image.Image:
        tile = coloured(ring_mask(self.size, self._ring), self._colours.stamp)
        self._put_icon(tile, "gift", 0, self._colours.stamp)
        return tile

    def _waiting(self, number: str) -> Image.Image:
        tile = coloured(ring_mask(self.size, self._ring), self._colours.brand_line)
        if self._has_numbers:
            write(tile, number, height=round(self.size * 0.3), colour=self._colours.on_brand_2)
        return tile

    def _put_icon(self, tile: Image.Image, icon: str, turn: int, colour: str) -> None:
        size = round(self.size * _ICON_SHARE)
        place = (self.size - size) // 2
        tile.alpha_composite(coloured(icon_mask(icon, size, turn), colour), (place, place))


@lru_cache(maxsize=128)
def disc_mask(size: int) -> Image.Image:
    """A filled circle."""
    return _smooth(size, lambda draw, last: draw.ellipse((0, 0, last, last), fill=255))


@lru_cache(maxsize=128)
def ring_mask(size: int, width: int) -> Image.Image:
    """A circle's line, inside the size."""
    return _smooth(size, lambda draw, last: draw.ellipse((0, 0, last, last), outline=255, width=width * FINER))


@lru_cache(maxsize=128)
def rounded_mask(size: int, radius: int) -> Image.Image:
    """A square with round corners."""
    return _smooth(size, lambda draw, last: draw.rounded_rectangle((0, 0, last, last), radius * FINER, fill=255))


def can_write(text: str) -> bool:
    """Whether the product's font has these letters; of other scripts it has none."""
    return bool(text) and all(
        ord(letter) < _END_OF_LATIN and unicodedata.category(letter)[0] in "LN" for letter in text
    )


def write(picture: Image.Image, text: str, *, height: int, colour: str) -> None:
    """The text in the middle of the picture; `height` of a capital letter in pixels."""
    font = _font(all(ord(letter) < _END_OF_LATIN_1 for letter in text), round(height / _CAPITAL_SHARE))
    middle = (picture.width / 2, picture.height / 2 + height / 2)
    mask = Image.new("L", picture.size, 0)
    ImageDraw.Draw(mask).text(middle, text, fill=255, font=font, anchor="ms")
    picture.alpha_composite(coloured(mask, colour))


def coloured(mask: Image.Image, colour: str) -> Image.Image:
    """A picture of one colour where the mask is, transparent elsewhere."""
    picture = Image.new("RGBA", mask.size, colour)
    picture.putalpha(mask)
    return picture


def _smooth(size: int, draw: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    canvas = Image.new("L", (size * FINER, size * FINER), 0)
    draw(ImageDraw.Draw(canvas), size * FINER - 1)
    return canvas.resize((size, size), Image.Resampling.BOX)


@lru_cache(maxsize=64)
def _font(is_latin_1: bool, size: int) -> ImageFont.FreeTypeFont:  # noqa: FBT001  one of two files
    font = ImageFont.truetype(FONT if is_latin_1 else _OTHER_LETTERS, size)
    font.set_variation_by_axes([_WEIGHT])
    return font
