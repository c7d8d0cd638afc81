"""A picture that somebody uploaded, judged by its content and drawn anew: nothing of the file survives (S50, B106)."""

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loyalty_app.domain.errors import InvalidInput

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_BYTES = 2 * 1024 * 1024
MAX_SIDE = 4096
STORED_SIDE = 1320  # pixels; twice what the largest place for a picture shows
_FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG of ours: pixels and nothing else; `sha256` names its bytes."""

    png: bytes
    width: int
    height: int
    sha256: str


def read_picture(content: bytes, *, field: str = "picture") -> Picture:
    """The picture in an uploaded file; refuses image_invalid for all but a still PNG, JPEG or WebP of up to 2 MB and
    4096 pixels a side.

    Turned as its camera meant, made smaller where it is larger than any use of it; place, camera and whatever stood
    behind the picture are gone. Do this before an operation: it takes a while and needs no lock.
    """
    if len(content) > MAX_BYTES:
        raise _invalid(field)
    try:
        drawn = _drawn_anew(content)
    except _broken():
        raise _invalid(field) from None
    if drawn is None:
        raise _invalid(field)
    encoded = io.BytesIO()
    drawn.save(encoded, "PNG", optimize=True)
    png = encoded.getvalue()
    return Picture(png=png, width=drawn.width, height=drawn.height, sha256=hashlib.sha256(png).hexdigest())


def _broken() -> tuple[type[Exception], ...]:
    """What Pillow raises for files that are broken, cut off or made to hurt."""
    from PIL import Image

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    return OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, *bombs


def _drawn_anew(content: bytes) -> "Image | None":
    from PIL import Image, ImageOps  # large, and needed where somebody uploads: no start waits for it

    with Image.open(io.BytesIO(content), formats=_FORMATS) as uploaded:
        if max(uploaded.size) > MAX_SIDE or getattr(uploaded, "n_frames", 1) != 1:
            return None  # judged by its head: nothing was decoded yet
        uploaded.load()
        turned = ImageOps.exif_transpose(uploaded)
        has_transparency = "A" in turned.getbands() or "transparency" in turned.info
        pixels = turned.convert("RGBA" if has_transparency else "RGB")
    pixels.thumbnail((STORED_SIDE, STORED_SIDE), Image.Resampling.LANCZOS)
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean


def _invalid(field: str) -> InvalidInput:
    return InvalidInput.of(field, "image_invalid")
