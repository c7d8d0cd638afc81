"""How wide words are, and how they are broken into lines: measured on the fonts that are printed."""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from loyalty_app.config import ROOT

FONTS = {weight: ROOT / "static" / "fonts" / "print" / f"figtree-{weight}.ttf" for weight in ("medium", "bold")}
_OTHER_SIGNS = str.maketrans({"\u202f": "\u00a0", "\u2011": "-"})  # the font has no narrow space, no fixed hyphen
_SMALLEST_STEP = 0.97


def printable(text: str) -> str:
    """The text with signs that the font has."""
    return text.translate(_OTHER_SIGNS)


def width(text: str, weight: str, size: float) -> float:
    """How wide the text is, in the unit of `size`, the height of the type."""
    font = _font(FONTS[weight])
    return sum(font.advance(sign) for sign in printable(text)) * size / font.units


def lines_of(text: str, weight: str, size: float, room: float) -> tuple[str, ...]:
    """The text broken at its spaces so that no line is wider than `room`, unless one word alone is.

    As few lines as possible, of nearly the same length: no word is left alone on the last one.
    """
    lines = _filled(text, weight, size, room)
    while True:
        room *= _SMALLEST_STEP
        narrower = _filled(text, weight, size, room)
        if len(narrower) > len(lines) or any(width(line, weight, size) > room for line in narrower):
            return lines
        lines = narrower


def fitted(text: str, weight: str, *, largest: float, room: float, most_lines: int) -> tuple[float, tuple[str, ...]]:
    """The largest size up to `largest` at which the text fits into `most_lines` of `room`, and those lines."""
    size = largest
    lines = lines_of(text, weight, size, room)
    while len(lines) > most_lines or any(width(line, weight, size) > room for line in lines):
        size *= _SMALLEST_STEP
        lines = lines_of(text, weight, size, room)
    return size, lines


def _filled(text: str, weight: str, size: float, room: float) -> tuple[str, ...]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, weight, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


class _Font:
    """The advance of each sign."""

    def __init__(self, path: Path) -> None:
        file = TTFont(path)
        self.units: int = file["head"].unitsPerEm
        self._names: dict[int, str] = file.getBestCmap()
        self._advances: dict[str, tuple[int, int]] = file["hmtx"].metrics

    def advance(self, sign: str) -> int:
        return self._advances[self._names.get(ord(sign), ".notdef")][0]


@cache
def _font(path: Path) -> _Font:
    return _Font(path)
