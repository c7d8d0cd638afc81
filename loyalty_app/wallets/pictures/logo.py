"""Icon and logo of a pass: what the merchant uploaded, else the first letter of the card's name in their colours."""

import unicodedata

from PIL import Image

from loyalty_app.domain.colours import BrandColours
from loyalty_app.wallets.pictures.icons import icon_mask
from loyalty_app.wallets.pictures.tiles import can_write, coloured, rounded_mask, write

ICON = 29  # points, square
LOGO_WIDTH, LOGO_HEIGHT = 160, 50  # points, at most
WIDE = 1.6  # a logo at least so many times as wide as high is a word already
_RADIUS_SHARE = 0.24
_LETTER_SHARE = 0.46
_SIGN_SHARE = 0.62


def draw_icon(colours: BrandColours, logo: Image.Image | None, sign: str, *, density: int) -> Image.Image:
    """The square that stands beside a message on the lock screen; no transparency, the phone rounds it."""
    size = ICON * density
    picture = Image.new("RGBA", (size, size), colours.brand)
    if logo is None:
        _put_sign(picture, sign, colours.stamp)
    else:
        fitted = _fitted(logo, size - 2 * density, size - 2 * density)
        picture.alpha_composite(fitted, ((size - fitted.width) // 2, (size - fitted.height) // 2))
    return picture.convert("RGB")


def draw_logo(colours: BrandColours, logo: Image.Image | None, sign: str, *, density: int) -> Image.Image:
    """The sign at the top of the pass."""
    if logo is not None:
        return _fitted(logo, LOGO_WIDTH * density, LOGO_HEIGHT * density)
    size = LOGO_HEIGHT * density
    picture = coloured(rounded_mask(size, round(size * _RADIUS_SHARE)), colours.stamp)
    _put_sign(picture, sign, colours.on_stamp)
    return picture


def draw_monogram(colours: BrandColours, sign: str, *, size: int) -> Image.Image:
    """The sign of a merchant who uploaded none, `size` pixels square and full to the edges."""
    picture = Image.new("RGBA", (size, size), colours.brand)
    _put_sign(picture, sign, colours.stamp)
    return picture.convert("RGB")


def draw_home_icon(
    colours: BrandColours, logo: Image.Image | None, sign: str, *, size: int, share: float
) -> Image.Image:
    """The icon of a page on the home screen, `size` pixels square, full to the edges: phones cut it.

    A logo takes up to `share` of the side; phones that cut circles leave the middle 0.8 of it.
    """
    if logo is None:
        return draw_monogram(colours, sign, size=size)
    picture = Image.new("RGBA", (size, size), colours.brand)
    fitted = _fitted(logo, round(size * share), round(size * share))
    picture.alpha_composite(fitted, ((size - fitted.width) // 2, (size - fitted.height) // 2))
    return picture.convert("RGB")


def draw_small(logo: Image.Image, *, width: int, height: int) -> Image.Image:
    """The logo no larger than that box; a smaller one stays as it is."""
    small = logo.convert("RGBA")
    small.thumbnail((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return small


def sign_of(name: str, shape: str) -> str:
    """The letter that stands for the name where our font has it, else the name of the program's stamp."""
    first = next((letter for letter in unicodedata.normalize("NFC", name) if letter.isalnum()), "").upper()
    return first if len(first) == 1 and can_write(first) else shape


def _put_sign(picture: Image.Image, sign: str, colour: str) -> None:
    if len(sign) == 1:
        write(picture, sign, height=round(picture.height * _LETTER_SHARE), colour=colour)
        return
    size = round(picture.height * _SIGN_SHARE)
    place = (picture.height - size) // 2
    picture.alpha_composite(coloured(icon_mask(sign, size), colour), (place, place))


def _fitted(logo: Image.Image, width: int, height: int) -> Image.Image:
    scale = min(width / logo.width, height / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    return logo.convert("RGBA").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
