"""A merchant's two colours give a card that everybody can read (U77, S53)."""

from __future__ import annotations

import random
import re

import pytest

from loyalty_app.domain.colours import BrandColours, brand_colours, brand_stylesheet, contrast, read_colour
from loyalty_app.domain.errors import InvalidInput

CAFE_LUX = """\
@layer tokens {
  :root {
    --brand: #0f4c5c;        --on-brand: #ffffff;    /* 9.5:1 */
    --on-brand-2: #abc0c6;   /* 5.0:1 */
    --brand-shade: #0d414f;  --brand-line: #7598a1;  /* 3.1:1 */
    --brand-edge: transparent;
    --stamp: #f4b972;        --on-stamp: #0f4c5c;    /* 5.4:1 */
    --brand-text: #0f4c5c;   --brand-soft: #e9eff0;   /* 9.5:1 on white */
  }
  @media (prefers-color-scheme: dark) {
    :root:not([data-theme="light"]) { --brand-text: #95b0b7; --brand-soft: #173036; --brand-edge: transparent; }
  }
  :root[data-theme="dark"] { --brand-text: #95b0b7; --brand-soft: #173036; --brand-edge: transparent; }
}
"""

# The six merchants of the look: the two chosen colours, then every token in the order of `tokens_of`.
MERCHANTS = {
    "#0f4c5c #f4b972": "#ffffff #abc0c6 #0d414f #7598a1 transparent #f4b972 #0f4c5c #0f4c5c #e9eff0"
    " #95b0b7 #173036 transparent",
    "#f2c230 #5a2a00": "#141a1c #574c22 #f5d162 #816c26 #9d7e1f #5a2a00 #f2c230 #856b1a #fefaec"
    " #fbecbf #645827 transparent",
    "#f7b7c5 #a3124f": "#141a1c #58494f #f9c8d3 #81666d #a17780 #a3124f #f7b7c5 #88656c #fef9fa"
    " #fce8ec #66545a transparent",
    "#c8102e #ffffff": "#ffffff #fae9ec #ac0e28 #ecabb6 transparent #ffffff #c8102e #c8102e #fae9ec"
    " #e89ba7 #561b27 transparent",
    "#1a1a1a #d9b45b": "#ffffff #8a8a8a #161616 #676767 transparent #d9b45b #1a1a1a #1a1a1a #eaeaea"
    " #9d9d9d #1b1f20 #676767",
    "#7d8b5a #96a06f": "#141a1c #141a1c #9ca782 #353d30 transparent #141a1c #7d8b5a #68734b #f3f5f0"
    " #c6ccb6 #3c4536 transparent",
}


@pytest.mark.parametrize("chosen", MERCHANTS)
def test_the_merchants_of_the_look_get_the_colours_that_were_drawn(chosen: str) -> None:
    assert tokens_of(brand_colours(*chosen.split())) == MERCHANTS[chosen].split()


def test_the_stylesheet_is_the_one_that_was_drawn() -> None:
    comment, _, rules = brand_stylesheet(brand_colours("#0F4C5C", "#F4B972")).partition("\n")
    assert rules == CAFE_LUX
    assert "#0f4c5c, #f4b972" in comment


def test_every_pair_of_10_000_random_merchants_is_readable() -> None:
    chance = random.Random(77)
    for _ in range(10_000):
        card, stamp = (f"#{chance.randrange(1 << 24):06x}" for _ in range(2))
        assert unreadable(brand_colours(card, stamp)) == {}, (card, stamp)


@pytest.mark.parametrize("card", ["#000000", "#ffffff", "#0d1214", "#f5f5f2", "#777777", "#767676", "#ff00ff"])
def test_extreme_colours_are_readable_too(card: str) -> None:
    for stamp in (None, card, "#000000", "#ffffff"):
        assert unreadable(brand_colours(card, stamp)) == {}


def test_a_stamp_that_cannot_be_seen_on_the_card_takes_the_colour_of_the_text() -> None:
    colours = brand_colours("#f2c230", "#f4b972")
    assert not colours.stamp_is_usable
    assert colours.stamp == colours.on_brand
    assert colours.ratios["stamp_on_card"] < 3


def test_without_a_second_colour_stamps_take_the_colour_of_the_text() -> None:
    colours = brand_colours("#0f4c5c")
    assert colours.stamp_is_usable
    assert colours.stamp == "#ffffff"


def test_the_owner_sees_the_ratios_of_the_editor() -> None:
    ratios = brand_colours("#0f4c5c", "#f4b972").ratios
    assert {name: round(ratio, 1) for name, ratio in ratios.items()} == {
        "text_on_card": 9.5,
        "stamp_on_card": 5.4,
        "shape_on_stamp": 5.4,
        "colour_on_white": 9.5,
        "stamp_on_white": 1.7,
    }


@pytest.mark.parametrize(
    "text", ["red", "#FFF", "#12345G", "#000;}body{", "", "#1234567", "123456", "#١٢٣٤٥٦", "#123456\n", " #123456"]
)
def test_anything_but_six_hexadecimal_digits_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_colour(text, field="card_color")
    assert refused.value.problems[0].code == "colour_invalid"


def test_a_stylesheet_holds_nothing_but_colours() -> None:
    rules = brand_stylesheet(brand_colours("#123456", "#abcdef"))
    assert set(re.findall(r"--[a-z0-9-]+: ([^;]+);", rules)) == set(
        re.findall(r"--[a-z0-9-]+: (#[0-9a-f]{6}|transparent);", rules)
    )


def tokens_of(colours: BrandColours) -> list[str]:
    return [
        colours.on_brand,
        colours.on_brand_2,
        colours.brand_shade,
        colours.brand_line,
        colours.brand_edge,
        colours.stamp,
        colours.on_stamp,
        colours.brand_text,
        colours.brand_soft,
        colours.dark_brand_text,
        colours.dark_brand_soft,
        colours.dark_brand_edge,
    ]


def unreadable(colours: BrandColours) -> dict[str, float]:
    """The pairs below what U77 asks for: text 4.5, shapes and borders 3."""
    wanted = {
        "text on card": (colours.on_brand, colours.brand, 4.5),
        "second text on card": (colours.on_brand_2, colours.brand, 4.5),
        "text on shade": (colours.on_brand, colours.brand_shade, 4.5),
        "second text on shade": (colours.on_brand_2, colours.brand_shade, 4.5),
        "empty stamp": (colours.brand_line, colours.brand, 3),
        "stamp": (colours.stamp, colours.brand, 3),
        "shape on stamp": (colours.on_stamp, colours.stamp, 4.5),
        "colour on white": (colours.brand_text, "#ffffff", 4.5),
        "colour on paper": (colours.brand_text, "#f5f5f2", 4.5),
        "colour on its soft ground": (colours.brand_text, colours.brand_soft, 4.5),
        "dark: colour on surface": (colours.dark_brand_text, "#1b2123", 4.5),
        "dark: colour on paper": (colours.dark_brand_text, "#0d1214", 4.5),
        "dark: colour on its soft ground": (colours.dark_brand_text, colours.dark_brand_soft, 4.5),
        "edge": (colours.brand_edge, "#f5f5f2", 3),
        "dark: edge": (colours.dark_brand_edge, "#0d1214", 3),
    }
    found = {name: contrast(one, other) for name, (one, other, _) in wanted.items() if one != "transparent"}
    return {name: ratio for name, ratio in found.items() if ratio < wanted[name][2]}
