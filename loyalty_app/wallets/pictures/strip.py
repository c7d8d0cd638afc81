"""The wide picture of a pass: the stamps of a card, or a calm one where only points are counted (spec 6 A1).

Drawn at three densities of 375 × 144 points. What matters stays inside the middle 123 points: whether a wallet shows
the higher or the lower picture, nothing is cut off.
"""

import math
from dataclasses import dataclass

from PIL import Image, ImageColor

from loyalty_app.domain.colours import BrandColours
from loyalty_app.wallets.pictures.icons import icon_mask
from loyalty_app.wallets.pictures.tiles import StampTiles, disc_mask

WIDTH, HEIGHT, SAFE_HEIGHT = 375, 144, 123  # points
_SIDE, _AIR = 16, 5  # points kept free at the sides; above and below inside the middle band
_GAP_SHARE = 0.15  # of a stamp, between two
_LARGEST = 56  # points of a stamp: a row of three need not fill the strip
_ONE_LINE, _TWO_LINES, _LONG_LINE = 5, 20, 10  # as on the counter's card
_HALO, _EMBLEM = 116, 72  # points


@dataclass(frozen=True, slots=True)
class Grid:
    """How the stamps of a row stand: columns, lines, and the width of one in pixels."""

    columns: int
    lines: int
    stamp: int
    gap: int


def grid(target: int, density: int) -> Grid:
    """One line up to five stamps, two up to twenty, then lines of ten; the stamps as large as fits."""
    columns = target if target <= _ONE_LINE else math.ceil(target / 2) if target <= _TWO_LINES else _LONG_LINE
    lines = math.ceil(target / columns)
    wide = (WIDTH - 2 * _SIDE) / (columns + (columns - 1) * _GAP_SHARE)
    high = (SAFE_HEIGHT - 2 * _AIR) / (lines + (lines - 1) * _GAP_SHARE)
    stamp = min(wide, high, _LARGEST)
    return Grid(columns, lines, int(stamp * density), round(stamp * _GAP_SHARE * density))


class StampStrip:
    """The strips of one design and density; ground and stamps are drawn once for all of them."""

    def __init__(self, colours: BrandColours, shape: str, *, target: int, density: int) -> None:
        self._ground = _ground(colours, density)
        self._grid = grid(target, density)
        self._tiles = StampTiles(colours, shape, self._grid.stamp, density)
        self._target, self._density = target, density

    def draw(self, given: int) -> Image.Image:
        """The strip with the first `given` stamps full."""
        assert 0 <= given <= self._target
        picture = self._ground.copy()
        for place in range(1, self._target + 1):
            tile = self._tile(place, given)
            picture.paste(tile, self._corner(place), tile)
        return picture

    def _tile(self, place: int, given: int) -> Image.Image:
        if place == self._target:
            return self._tiles.goal(is_full=given == self._target)
        return self._tiles.full(place) if place <= given else self._tiles.empty(place)

    def _corner(self, place: int) -> tuple[int, int]:
        line, column = divmod(place - 1, self._grid.columns)
        # A short last line stands in the middle of two, at the start of many.
        is_many = self._target > _TWO_LINES
        in_line = self._grid.columns if is_many else min(self._grid.columns, self._target - line * self._grid.columns)
        pitch = self._grid.stamp + self._grid.gap
        left = (WIDTH * self._density - _length(in_line, self._grid)) // 2
        top = (HEIGHT * self._density - _length(self._grid.lines, self._grid)) // 2
        return left + column * pitch, top + line * pitch


def draw_calm(colours: BrandColours, shape: str, *, density: int) -> Image.Image:
    """The strip of a card that counts no stamps: the program's sign, in a shade that words over it can be read on."""
    picture = _ground(colours, density)
    halo, sign = disc_mask(_HALO * density), icon_mask(shape, _EMBLEM * density)
    across, down = (WIDTH - _SIDE) * density - halo.width // 2, HEIGHT * density // 2
    picture.paste(_shade(colours), (across - halo.width // 2, down - halo.height // 2), halo)
    picture.paste(colours.brand, (across - sign.width // 2, down - sign.height // 2), sign)
    return picture


def _length(count: int, grid: Grid) -> int:
    return count * grid.stamp + (count - 1) * grid.gap


def _ground(colours: BrandColours, density: int) -> Image.Image:
    """The card's own colour: the strip has no edges."""
    return Image.new("RGB", (WIDTH * density, HEIGHT * density), colours.brand)


def _shade(colours: BrandColours) -> str | tuple[int, ...]:
    """The card's shade; pure white and black have none, so a tenth of the words' colour is mixed in."""
    if colours.brand_shade != colours.brand:
        return colours.brand_shade
    mixed = zip(ImageColor.getrgb(colours.brand), ImageColor.getrgb(colours.on_brand), strict=True)
    return tuple(round(mine + (theirs - mine) / 10) for mine, theirs in mixed)
