"""The drawn parts of a poster: areas, rays, stamps and the code, as SVG elements in millimetres."""

import xml.etree.ElementTree as ET
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from markupsafe import Markup

from loyalty_app.config import ROOT
from loyalty_app.web.qr import DARK, LIGHT, QUIET_ZONE, printed_code

_ICON_UNITS = 24
_SVG = "{http://www.w3.org/2000/svg}"


def area(x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0) -> Markup:
    """A filled rectangle."""
    return Markup(
        '<rect x="{:.3f}" y="{:.3f}" width="{:.3f}" height="{:.3f}" rx="{:.3f}" fill="{}"/>'
    ).format(x, y, width, height, radius, colour)  # fmt: skip


def disc(x: float, y: float, radius: float, colour: str) -> Markup:
    """A filled circle around (x, y)."""
    return Markup('<circle cx="{:.3f}" cy="{:.3f}" r="{:.3f}" fill="{}"/>').format(x, y, radius, colour)


def ring(x: float, y: float, radius: float, colour: str, thickness: float) -> Markup:
    """A circle's line."""
    return Markup(
        '<circle cx="{:.3f}" cy="{:.3f}" r="{:.3f}" fill="none" stroke="{}" stroke-width="{:.3f}"/>'
    ).format(x, y, radius, colour, thickness)  # fmt: skip


def rays(left: float, top: float, right: float, bottom: float, colour: str, *, count: int = 9) -> Markup:
    """Wedges from the foot of the area to its edges; none of them leaves it."""
    foot = (left + (right - left) * 0.24, bottom)
    around = ((right, bottom), (right, top), (left, top), (left, bottom))
    wedges = (
        "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in (foot, *_stretch(around, part, part + 1, 2 * count + 1))) + "Z"
        for part in range(1, 2 * count, 2)
    )
    return Markup('<path d="{}" fill="{}"/>').format("".join(wedges), colour)


def icon(name: str, x: float, y: float, size: float, colour: str) -> Markup:
    """One of the product's icons, centred on (x, y)."""
    scale = size / _ICON_UNITS
    return Markup(
        '<g transform="translate({:.3f} {:.3f}) scale({:.5f})" fill="none" stroke="{}" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round">{}</g>'
    ).format(x - size / 2, y - size / 2, scale, colour, Markup(_icons()[name].replace("currentColor", colour)))  # noqa: S704


def picture(png: bytes, x: float, y: float, width: float, height: float) -> Markup:
    """A picture that travels inside the drawing."""
    return Markup(
        '<image href="data:image/png;base64,{}" x="{:.3f}" y="{:.3f}" width="{:.3f}" height="{:.3f}"/>'
    ).format(b64encode(png).decode(), x, y, width, height)  # fmt: skip


def qr_code(content: str, x: float, y: float, size: float) -> Markup:
    """The code with its quiet zone on a white square of `size`, dark on white whatever the merchant's colours are."""
    code = printed_code(content)
    module = size / code.symbol_size(border=QUIET_ZONE)[0]
    dark = "".join(
        f"M{x + start * module:.4f} {y + row * module:.4f}h{length * module:.4f}v{module:.4f}h{-length * module:.4f}z"
        for row, line in enumerate(code.matrix_iter(border=QUIET_ZONE))
        for start, length in _runs(line)
    )
    return area(x, y, size, size, LIGHT) + Markup('<path d="{}" fill="{}"/>').format(dark, DARK)


def _runs(line: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin, and how many follow one another."""
    start = length = 0
    for place, module in enumerate([*line, 0]):
        if module:
            start, length = (start, length + 1) if length else (place, 1)
        elif length:
            yield start, length
            length = 0


Point = tuple[float, float]


def _stretch(corners: tuple[Point, ...], first: int, last: int, parts: int) -> Iterator[Point]:
    """The way along the corners from part `first` to part `last` of `parts` equal ones."""
    sides = list(pairwise(corners))
    lengths = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in sides]
    begin, end = (sum(lengths) * part / parts for part in (first, last))
    walked = 0.0
    for (start, goal), length in zip(sides, lengths, strict=True):
        for place in (begin, end):
            if walked <= place < walked + length:
                share = (place - walked) / length
                yield start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share
        walked += length
        if begin < walked < end:
            yield goal


@cache
def _icons() -> dict[str, str]:
    """The inside of every icon by its name."""
    ET.register_namespace("", _SVG.strip("{}"))
    sprite = ET.parse(ROOT / "static" / "icons.svg").getroot()  # noqa: S314
    return {
        symbol.get("id", "").removeprefix("i-"): "".join(ET.tostring(part, encoding="unicode") for part in symbol)
        for symbol in sprite.iter(f"{_SVG}symbol")
    }
