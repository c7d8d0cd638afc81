"""The stamps on the strip: as many full ones as the card has, in their colours, and nothing outside the middle band."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops

from loyalty_app.domain.colours import BrandColours, brand_colours, contrast
from loyalty_app.domain.program_fields import STAMP_SHAPES
from loyalty_app.wallets.pictures.icons import icon_mask
from loyalty_app.wallets.pictures.logo import draw_icon, draw_logo, sign_of
from loyalty_app.wallets.pictures.strip import HEIGHT, SAFE_HEIGHT, WIDTH, StampStrip, draw_calm, grid

CAFE = brand_colours("#0f4c5c", "#f4b972")
EVERY_TARGET = range(1, 51)


def strip(target: int, given: int, *, density: int = 1, colours: BrandColours = CAFE) -> Image.Image:
    return StampStrip(colours, "bean", target=target, density=density).draw(given)


def drawn_box(picture: Image.Image, colours: BrandColours = CAFE) -> tuple[int, int, int, int]:
    ground = Image.new("RGB", picture.size, colours.brand)
    box = ImageChops.difference(picture, ground).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("density", [1, 2, 3])
@pytest.mark.parametrize("target", EVERY_TARGET)
def test_every_stamp_fits_into_the_middle_band(target: int, density: int) -> None:
    found = grid(target, density)
    width = found.columns * found.stamp + (found.columns - 1) * found.gap
    height = found.lines * found.stamp + (found.lines - 1) * found.gap
    assert found.columns * found.lines >= target > found.columns * (found.lines - 1)
    assert width <= WIDTH * density
    assert height <= SAFE_HEIGHT * density
    assert found.stamp >= 19 * density  # points: still a stamp, not a dot


@pytest.mark.parametrize("target", [1, 5, 10, 20, 50])
def test_nothing_is_drawn_outside_the_middle_band(target: int) -> None:
    picture = strip(target, target, density=3)
    assert picture.size == (1125, 432)
    left, top, right, bottom = drawn_box(picture)
    edge = (HEIGHT - SAFE_HEIGHT) * 3 // 2
    assert top >= edge
    assert bottom <= 432 - edge
    assert abs(left - (1125 - right)) <= 2  # in the middle


@pytest.mark.parametrize("target", [1, 2, 5, 10, 12, 33, 50])
def test_each_number_of_stamps_has_a_picture_of_its_own(target: int) -> None:
    drawer = StampStrip(CAFE, "bean", target=target, density=1)
    assert len({drawer.draw(given).tobytes() for given in range(target + 1)}) == target + 1


def full_stamps(picture: Image.Image, target: int, density: int) -> Iterator[bool]:
    """Whether each stamp is filled with the stamp's colour, seen beside its sign."""
    drawer = StampStrip(CAFE, "bean", target=target, density=density)
    size = grid(target, density).stamp
    for place in range(1, target + 1):
        left, top = drawer._corner(place)
        yield picture.getpixel((left + size // 2, top + size // 10)) == (244, 185, 114)


@pytest.mark.parametrize(("target", "given"), [(10, 0), (10, 6), (10, 10), (7, 3), (50, 31)])
def test_as_many_stamps_are_full_as_the_card_has(target: int, given: int) -> None:
    found = list(full_stamps(strip(target, given, density=3), target, 3))
    assert found == [place <= given for place in range(1, target + 1)]


@pytest.mark.parametrize("card", ["#0f4c5c", "#f2c230", "#ffffff", "#000000", "#7f7f7f", "#e11d48"])
def test_words_can_be_read_anywhere_on_the_strip_of_points(card: str) -> None:
    colours = brand_colours(card)
    picture = draw_calm(colours, "book", density=1)
    assert drawn_box(picture, colours)[0] > WIDTH // 2
    found = picture.getcolors(maxcolors=WIDTH * HEIGHT)
    assert found is not None
    shades = {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in found}  # type: ignore[misc]  # of an RGB picture
    assert min(contrast(shade, colours.on_brand) for shade in shades) >= 4.5


@pytest.mark.parametrize("shape", STAMP_SHAPES)
def test_every_shape_is_drawn_and_stays_inside_its_square(shape: str) -> None:
    mask = icon_mask(shape, 96)
    box = mask.getbbox()
    assert box is not None
    assert 4 <= box[0] < box[2] <= 92
    assert 4 <= box[1] < box[3] <= 92
    share = sum(mask.histogram()[128:]) / 96**2
    assert 0.05 < share < 0.6
    assert icon_mask(shape, 96, 10).tobytes() != mask.tobytes()


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("Café Lux", "C"),
        ("éclair", "É"),
        ("« Šárka »", "Š"),
        ("7 Nains", "7"),
        ("مقهى", "bean"),
        ("☕", "bean"),
        ("ß", "bean"),
    ],
)
def test_a_name_that_our_font_cannot_write_is_shown_by_the_stamp(name: str, sign: str) -> None:
    assert sign_of(name, "bean") == sign


@pytest.mark.parametrize("density", [1, 2, 3])
def test_icon_and_logo_have_apples_sizes(density: int) -> None:
    icon, logo = draw_icon(CAFE, None, "C", density=density), draw_logo(CAFE, None, "C", density=density)
    assert (icon.size, icon.mode) == ((29 * density, 29 * density), "RGB")
    assert logo.size == (50 * density, 50 * density)
    for uploaded in ((3000, 100), (100, 3000), (7, 5)):
        fitted = draw_logo(CAFE, Image.new("RGB", uploaded), "C", density=density)
        assert fitted.width <= 160 * density
        assert fitted.height <= 50 * density
