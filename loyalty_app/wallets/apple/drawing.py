"""The pictures of a pass in sets that are drawn together: icon and logo, and the strips of one number of stamps."""

import io
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import PIL
from PIL import Image

from loyalty_app.domain import colours as colouring
from loyalty_app.domain.colours import brand_colours
from loyalty_app.domain.passes import PassDesign
from loyalty_app.wallets.pictures import logo as drawing_logos
from loyalty_app.wallets.pictures.logo import WIDE, draw_icon, draw_logo, sign_of
from loyalty_app.wallets.pictures.strip import StampStrip, draw_calm
from loyalty_app.wallets.pictures.tiles import FONTS

DENSITIES = {1: "", 2: "@2x", 3: "@3x"}
IS_WIDE = "logo-is-wide"  # no picture: whether the logo is a word already
_NAMES = {kind: tuple(f"{kind}{suffix}.png" for suffix in DENSITIES.values()) for kind in ("icon", "logo", "strip")}
FindImage = Callable[[str], bytes | None]


class Look(NamedTuple):
    """What decides how a strip looks; `stamps_target` None: no stamps on it."""

    card_color: str
    card_secondary_color: str | None
    stamp_shape: str
    stamps_target: int | None


class Strips(NamedTuple):
    """The strips with the first `stamps` full, in all densities; None: the calm ones."""

    look: Look
    stamps: int | None

    @property
    def folder(self) -> str:
        """Where all strips of the look are kept."""
        return _folder("strips", *self.look)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Under which names, in the order of the densities."""
        which = "calm" if self.stamps is None else f"{self.stamps:02}"
        return tuple(f"{which}-{name}" for name in _NAMES["strip"])

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called in a pass."""
        return _NAMES["strip"]

    def draw(self, drawer: Callable[[Look, int], StampStrip]) -> list[bytes]:
        """The PNG files; `drawer` has what the strips of a look share."""
        return [_png(self._picture(drawer, density)) for density in DENSITIES]

    def _picture(self, drawer: Callable[[Look, int], StampStrip], density: int) -> Image.Image:
        look = self.look
        if self.stamps is None:
            return draw_calm(_colours(look.card_color, look.card_secondary_color), look.stamp_shape, density=density)
        return drawer(look, density).draw(self.stamps)


class Signs(NamedTuple):
    """Icon and logo, of an uploaded picture (by its hash) or of a sign: a letter, or the name of a stamp."""

    card_color: str
    card_secondary_color: str | None
    sign: str
    logo_sha256: str | None

    @property
    def folder(self) -> str:
        """Where they are kept."""
        return _folder("signs", *self)

    @property
    def file_names(self) -> tuple[str, ...]:
        """Under which names; the last one is IS_WIDE."""
        return (*self.names, IS_WIDE)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called in a pass."""
        return (*_NAMES["icon"], *_NAMES["logo"])

    def draw(self, find_image: FindImage) -> list[bytes]:
        """The PNG files, and b"1" or b"" for whether the logo is wide."""
        colours = _colours(self.card_color, self.card_secondary_color)
        uploaded = find_image(self.logo_sha256) if self.logo_sha256 else None
        logo = Image.open(io.BytesIO(uploaded)) if uploaded else None
        icons = [_png(draw_icon(colours, logo, self.sign, density=density)) for density in DENSITIES]
        logos = [_png(draw_logo(colours, logo, self.sign, density=density)) for density in DENSITIES]
        is_wide = logo is not None and logo.width >= WIDE * logo.height
        return [*icons, *logos, b"1" if is_wide else b""]


def signs_of(design: PassDesign) -> Signs:
    """Icon and logo of the design."""
    sign = sign_of(design.card_name, design.stamp_shape)
    return Signs(design.card_color, design.card_secondary_color, sign, design.logo_sha256)


def strips_of(design: PassDesign, stamps: int | None) -> Strips:
    """The strips of the design with so many stamps; None: without any."""
    target = None if stamps is None else design.stamps_target
    return Strips(Look(design.card_color, design.card_secondary_color, design.stamp_shape, target), stamps)


def all_strips_of(design: PassDesign) -> list[Strips]:
    """Every strip that a pass of the design may show; the calm one is that of closed cards, too."""
    rows = range(design.stamps_target + 1) if design.has_stamps else ()
    return [strips_of(design, None), *[strips_of(design, stamps) for stamps in rows]]


def new_drawer(look: Look, density: int) -> StampStrip:
    """What the strips of a look share: ground and stamps."""
    assert look.stamps_target is not None
    colours = _colours(look.card_color, look.card_secondary_color)
    return StampStrip(colours, look.stamp_shape, target=look.stamps_target, density=density)


_colours = brand_colours


def _png(picture: Image.Image) -> bytes:
    """Nothing in it but the pixels, so that the same picture has the same bytes in every process."""
    encoded = io.BytesIO()
    picture.save(encoded, "PNG", compress_level=9)
    return encoded.getvalue()


def _folder(*shown: object) -> str:
    return sha256(repr((_drawn_by(), *shown)).encode()).hexdigest()[:32]


@cache
def _drawn_by() -> str:
    """What draws: another version of this program, or of its library, finds none of the pictures of before."""
    folder = Path(drawing_logos.__file__).parent
    sources = [*sorted(folder.glob("*.py")), Path(__file__), Path(colouring.__file__), *FONTS]
    drawn_by = sha256(PIL.__version__.encode())
    for source in sources:
        drawn_by.update(source.read_bytes())
    return drawn_by.hexdigest()
