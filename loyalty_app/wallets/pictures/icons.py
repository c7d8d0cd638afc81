"""The one icon family (static/icons.svg) as pictures: a mask of any size and turn, to be filled with a colour."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw

from loyalty_app.config import ROOT
from loyalty_app.wallets.pictures.paths import Line, Point, circle, flattened, rounded_rectangle

FILE = ROOT / "static" / "icons.svg"
BOX = 24  # units of every icon
FINER = 4  # drawn so many times larger, then made smaller: smooth edges
_STROKE = 2.0  # as in the stylesheet
_SVG = "{http://www.w3.org/2000/svg}"
_TURN = re.compile(r"rotate\(([\d.]+) ([\d.]+) ([\d.]+)\)")


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A line of the drawing: stroked with `width`, or filled where `width` is 0."""

    points: tuple[Point, ...]
    is_closed: bool
    is_filled: bool
    width: float


@lru_cache(maxsize=512)
def icon_mask(name: str, size: int, degrees: int = 0) -> Image.Image:
    """The icon as a mask (255 where it is) of `size` pixels, turned clockwise about its middle."""
    scale = size * FINER / BOX
    canvas = Image.new("L", (size * FINER, size * FINER), 0)
    draw = ImageDraw.Draw(canvas)
    for stroke in _drawing(name):
        points = [_scaled(_turned(point, degrees, (BOX / 2, BOX / 2)), scale) for point in stroke.points]
        if stroke.is_filled:
            draw.polygon(points, fill=255)
        if stroke.width:
            _pull(draw, [*points, points[0]] if stroke.is_closed else points, stroke.width * scale)
    return canvas.resize((size, size), Image.Resampling.BOX)


def _pull(draw: ImageDraw.ImageDraw, points: Line, width: float) -> None:
    """A line with round ends and corners."""
    draw.line(points, fill=255, width=round(width))
    half = width / 2
    for x, y in points:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=255)


@lru_cache(maxsize=64)
def _drawing(name: str) -> tuple[_Stroke, ...]:
    symbol = _symbols()[f"i-{name}"]
    return tuple(_strokes(symbol, {"stroke": "currentColor", "fill": "none", "stroke-width": str(_STROKE)}, ()))


@lru_cache(maxsize=1)
def _symbols() -> dict[str, ET.Element]:
    root = ET.parse(FILE).getroot()  # noqa: S314  our own file
    return {symbol.get("id", ""): symbol for symbol in root}


_Turns = tuple[tuple[float, Point], ...]


def _strokes(element: ET.Element, inherited: dict[str, str], turns: _Turns) -> Iterator[_Stroke]:
    style = inherited | {name: value for name, value in element.attrib.items() if name in inherited}
    if found := _TURN.fullmatch(element.get("transform", "")):
        degrees, x, y = (float(number) for number in found.groups())
        turns = ((degrees, (x, y)), *turns)
    for line, is_closed in _lines(element):
        for degrees, centre in turns:
            line = [_turned(point, degrees, centre) for point in line]  # noqa: PLW2901  one turn after the other
        yield _Stroke(
            points=tuple(line),
            is_closed=is_closed,
            is_filled=style["fill"] != "none",
            width=float(style["stroke-width"]) if style["stroke"] != "none" else 0,
        )
    for child in element:
        yield from _strokes(child, style, turns)


def _lines(element: ET.Element) -> list[tuple[Line, bool]]:
    def number(name: str) -> float:
        return float(element.get(name, "0"))

    match element.tag.removeprefix(_SVG):
        case "path":
            return flattened(element.get("d", ""))
        case "circle":
            return [(circle(number("cx"), number("cy"), number("r")), True)]
        case "rect":
            corner, size = (number("x"), number("y")), (number("width"), number("height"))
            return [(rounded_rectangle(corner, size, number("rx")), True)]
    return []


def _turned(point: Point, degrees: float, centre: Point) -> Point:
    if not degrees:
        return point
    angle = math.radians(degrees)
    x, y = point[0] - centre[0], point[1] - centre[1]
    return (
        centre[0] + x * math.cos(angle) - y * math.sin(angle),
        centre[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def _scaled(point: Point, scale: float) -> Point:
    return point[0] * scale, point[1] * scale
