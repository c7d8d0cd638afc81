"""QR codes as pictures in the page and as files."""

from io import BytesIO

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules of white around the code, as its standard asks
DARK, LIGHT = "#0b0f10", "#ffffff"  # whatever the merchant's colours are
_LOOK = {"border": QUIET_ZONE, "dark": DARK, "light": LIGHT}
_DOTS_PER_MODULE = 32


def qr_svg(content: str) -> Markup:
    """The code with its quiet zone, always dark on white."""
    return Markup(_code(content, "m").svg_inline(**_LOOK, omitsize=True))  # noqa: S704  made here


def printed_qr_svg(content: str) -> Markup:
    """The same for a page that is printed: readable with a quarter of it scratched off."""
    return Markup(printed_code(content).svg_inline(**_LOOK, omitsize=True))  # noqa: S704  made here


def qr_svg_file(content: str) -> bytes:
    """The code as a drawing to print at any size."""
    return _saved(content, "svg", scale=10)


def qr_png_file(content: str) -> bytes:
    """The code as a picture of about a thousand dots."""
    return _saved(content, "png", scale=_DOTS_PER_MODULE)


def printed_code(content: str) -> segno.QRCode:
    """The code as it is printed: readable with a quarter of it scratched off."""
    return _code(content, "q")


def _code(content: str, error: str) -> segno.QRCode:
    return segno.make(content, error=error, micro=False)


def _saved(content: str, kind: str, *, scale: int) -> bytes:
    file = BytesIO()
    printed_code(content).save(file, kind=kind, scale=scale, **_LOOK)
    return file.getvalue()
