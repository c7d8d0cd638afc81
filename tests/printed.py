"""Looking at printed matter as a phone does: pages as dots, and the codes on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw


def rendered(page: pypdfium2.PdfPage, *, dots_per_inch: int = 150) -> Image.Image:
    """The page as a printer would put it on paper."""
    picture: Image.Image = page.render(scale=dots_per_inch / 72).to_pil()
    return picture


def words_of(page: pypdfium2.PdfPage) -> str:
    """Everything that can be read on the page, in one line."""
    return " ".join(page.get_textpage().get_text_bounded().split())


def decoded(picture: Image.Image) -> Sequence[str]:
    """What the codes on the picture say."""
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def places_of_codes(picture: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right and bottom of each code, without its quiet zone."""
    for code in zxingcpp.read_barcodes(picture):
        corners = [getattr(code.position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
        across, down = sorted(corner.x for corner in corners), sorted(corner.y for corner in corners)
        yield across[0], down[0], across[-1], down[-1]


def drawn(svg: bytes, *, scale: int = 1) -> Image.Image:
    """A drawing of a code, as segno writes it: dark lines of one module's height on a light ground."""
    text = svg.decode()
    size = re.search(r'<svg[^>]* width="(\d+)" height="(\d+)"', text)
    zoom = re.search(r"scale\((\d+)\)", text)
    assert size
    assert zoom
    picture = Image.new("L", (int(size[1]) * scale, int(size[2]) * scale), 255)
    pen, step = ImageDraw.Draw(picture), int(zoom[1]) * scale
    light, dark = re.findall(r'<path[^>]* d="([^"]+)"', text)
    assert light.startswith("M0 0h")
    x = y = 0.0
    for command, values in re.findall(r"([Mmh])([-\d. ]+)", dark):
        numbers = [float(value) for value in re.findall(r"-?\d*\.?\d+", values)]
        if command == "h":
            pen.rectangle((x * step, (y - 0.5) * step, (x + numbers[0]) * step - 1, (y + 0.5) * step - 1), fill=0)
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])
    return picture
