"""What a shop is recognised by on its pages: its logo made small, and its icon for the home screen (S50).

Both are public as a sign above a door. Their addresses change with the picture, so that browsers may keep them.
"""

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, abort, make_response, request, url_for

from loyalty_app.db import db
from loyalty_app.domain.colours import brand_colours
from loyalty_app.edge.headers import YEAR_SECONDS
from loyalty_app.queries.program_images import LogoName, find_public_logo
from loyalty_app.queries.shop_front import ShopSign, find_sign
from loyalty_app.wallets.kept import Kept

if TYPE_CHECKING:
    from PIL.Image import Image

# Three dots for each that the largest place on a page has.
BOX_WIDTH, BOX_HEIGHT = 396, 132
_HEAVY_BYTES = 16 * 1024  # a picture of more colours than a sign needs
_KEPT_BYTES = 8 * 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")
_drawn: Kept[str, bytes] = Kept(_KEPT_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeIcon:
    """One icon of a shop's page: its side in pixels, and how much of it a logo takes."""

    size: int
    share: float
    purpose: str = "any"


HOME_ICONS = {
    "icon-180": HomeIcon(size=180, share=0.86),
    "icon-192": HomeIcon(size=192, share=0.86),
    "icon-512": HomeIcon(size=512, share=0.86),
    "maskable-512": HomeIcon(size=512, share=0.56, purpose="maskable"),
}
TOUCH_ICON = "icon-180"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The logo as pages show it; width and height of the file in dots."""

    url: str
    width: int
    height: int


def mark_of(logo: LogoName | None) -> Mark | None:
    """Where pages find the logo; None for a shop that shows its first letter."""
    if logo is None:
        return None
    scale = min(1.0, BOX_WIDTH / logo.width, BOX_HEIGHT / logo.height)
    width, height = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    return Mark(url=url_for("public.logo", sha256=logo.sha256), width=width, height=height)


def home_icon_url(merchant_code: str, design_version: int, name: str) -> str:
    """The address of one of the HOME_ICONS."""
    return url_for("public.home_icon", code=merchant_code, name=name, v=design_version)


def logo(sha256: str) -> Response:
    """The logo of that hash made small; 404 unless a program that people can see has it (S09)."""
    png = find_public_logo(db.session.connection(), sha256) if _HASH.fullmatch(sha256) else None
    if png is None:
        abort(404)
    kept = _drawn.get(sha256) or _keep(sha256, _small(png))
    return _picture(kept, tag=sha256)


def home_icon(code: str, name: str) -> Response:
    """The icon of a shop; its address carries the version of the design."""
    sign = find_sign(db.session.connection(), code)
    if sign is None or name not in HOME_ICONS:
        abort(404)
    key = f"{name} {sign!r}"
    kept = _drawn.get(key) or _keep(key, _icon(sign, HOME_ICONS[name]))
    return _picture(kept, tag=None)


def _picture(png: bytes, *, tag: str | None) -> Response:
    response = make_response(png)
    response.headers["Content-Type"] = "image/png"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    if tag is not None:
        response.set_etag(tag)
        response.make_conditional(request)
    return response


def _keep(key: str, png: bytes) -> bytes:
    _drawn.keep(key, png, len(png))
    return png


def _small(png: bytes) -> bytes:
    """Drawn once and kept: the uploaded picture is larger than a whole page may be (U95)."""
    from loyalty_app.wallets.pictures.logo import draw_small  # with Pillow, which no start has to wait for

    small = draw_small(_opened(png), width=BOX_WIDTH, height=BOX_HEIGHT)
    encoded = _encoded(small)
    return encoded if len(encoded) <= _HEAVY_BYTES else _encoded(small.quantize(256))


def _icon(sign: ShopSign, icon: HomeIcon) -> bytes:
    from loyalty_app.wallets.pictures.logo import draw_home_icon, sign_of

    colours = brand_colours(sign.brand.card_color, sign.brand.card_secondary_color)
    png = find_public_logo(db.session.connection(), sign.logo.sha256) if sign.logo else None
    letter = sign_of(sign.card_name, sign.stamp_shape)
    picture = _opened(png) if png else None
    return _encoded(draw_home_icon(colours, picture, letter, size=icon.size, share=icon.share))


def _opened(png: bytes) -> "Image":
    from PIL import Image

    return Image.open(io.BytesIO(png))


def _encoded(picture: "Image") -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", optimize=True)
    return encoded.getvalue()
