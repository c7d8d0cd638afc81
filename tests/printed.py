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


def drawn(drawing: str, *, step: int = 8) -> Image.Image:
    """The code in a drawing of segno's, in a file or on a page: strokes as high as a module, on a light ground."""
    found = re.search(r'd="M0 0h(\d+)v\1h-\1z"/><path class="qrline" stroke="#0b0f10" d="([^"]+)"', drawing)
    assert found, "there is no code"
    picture = Image.new("L", (int(found[1]) * step,) * 2, 255)
    pen, x, y = ImageDraw.Draw(picture), 0.0, 0.0
    for command, values in re.findall(r"([Mmh])([-\d. ]+)", found[2]):
        numbers = [float(value) for value in re.findall(r"-?\d*\.?\d+", values)]
        if command == "h":
            pen.rectangle((x * step, (y - 0.5) * step, (x + numbers[0]) * step - 1, (y + 0.5) * step - 1), fill=0)
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])
    return picture
