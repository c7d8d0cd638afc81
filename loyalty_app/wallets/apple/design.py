"""The pictures of one design as finished members of a pass: drawn once, stored in every pass that shows them."""

import io
import threading
from dataclasses import dataclass

from PIL import Image

from loyalty_app.domain.colours import brand_colours
from loyalty_app.domain.passes import PassDesign
from loyalty_app.wallets.apple.container import Member, member
from loyalty_app.wallets.pictures.logo import WIDE, draw_icon, draw_logo, sign_of
from loyalty_app.wallets.pictures.strip import StampStrip, draw_calm

DENSITIES = {1: "", 2: "@2x", 3: "@3x"}
CALM = -1  # the strip of a program without stamps


@dataclass(frozen=True, slots=True)
class Pictures:
    """Members with their part of the manifest: `"name":"sha1",…`."""

    members: tuple[Member, ...]
    manifest: str
    size: int

    @classmethod
    def of(cls, members: list[Member]) -> "Pictures":
        manifest = ",".join(f'"{one.name}":"{one.sha1}"' for one in members)
        return cls(tuple(members), manifest, sum(len(one.local) for one in members))


class DesignPictures:
    """Icon, logo and the strips of a design; a strip is drawn when the first card needs it. Threads may share it."""

    def __init__(self, design: PassDesign, logo_png: bytes | None) -> None:
        self._design = design
        self._colours = brand_colours(design.card_color, design.card_secondary_color)
        self._lock = threading.Lock()
        self._strips: dict[int, Pictures] = {}
        self._stamp_strips: dict[int, StampStrip] = {}
        logo = Image.open(io.BytesIO(logo_png)) if logo_png else None
        self.has_wide_logo = logo is not None and logo.width >= WIDE * logo.height
        self._signs = self._draw_signs(logo)

    def shown_with(self, stamps: int | None) -> Pictures:
        """All pictures of a pass with so many stamps in its open row; None: of one that shows none."""
        given = CALM if stamps is None else stamps
        if given not in self._strips:
            with self._lock:
                if given not in self._strips:
                    self._strips[given] = Pictures.of([*self._signs, *self._draw_strip(given)])
        return self._strips[given]

    def _draw_signs(self, logo: Image.Image | None) -> list[Member]:
        sign = sign_of(self._design.card_name, self._design.stamp_shape)
        drawn = []
        for density, suffix in DENSITIES.items():
            drawn.append(_png(f"icon{suffix}.png", draw_icon(self._colours, logo, sign, density=density)))
            drawn.append(_png(f"logo{suffix}.png", draw_logo(self._colours, logo, sign, density=density)))
        return drawn

    def _draw_strip(self, given: int) -> list[Member]:
        return [_png(f"strip{suffix}.png", self._strip(given, density)) for density, suffix in DENSITIES.items()]

    def _strip(self, given: int, density: int) -> Image.Image:
        shape = self._design.stamp_shape
        if given == CALM:
            return draw_calm(self._colours, shape, density=density)
        if density not in self._stamp_strips:
            target = self._design.stamps_target
            self._stamp_strips[density] = StampStrip(self._colours, shape, target=target, density=density)
        return self._stamp_strips[density].draw(given)


def _png(name: str, picture: Image.Image) -> Member:
    """The file; nothing in it but the pixels, so that the same picture has the same bytes in every process."""
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", compress_level=9)
    return member(name, encoded.getvalue())
