"""A merchant picks two colours, card and stamp; everything else on the card follows so that it can be read.

Contrast is that of WCAG 2.2 (relative luminance of sRGB). All steps are 1 % wide, so that the same two colours
always give the same stylesheet.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from loyalty_app.domain.errors import InvalidInput

_RGB = re.compile(r"#[0-9A-Fa-f]{6}")
_TRANSPARENT = "transparent"

# What the merchant's colours lie on; the same values as in tokens.css.
_WHITE, _BLACK, _INK = "#ffffff", "#000000", "#141a1c"
_PAPER, _DARK_PAPER, _DARK_SURFACE = "#f5f5f2", "#0d1214", "#1b2123"

_TEXT, _SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
_QUIET_TEXT = 5.0  # secondary text on the card
_LINE = 3.05  # a breath above 3, so that rounding to bytes never falls below it
_LIGHT_TEXT, _DARK_TEXT = 4.6, 6.0
_MELTS, _EDGE = 1.8, 3.5  # a card closer to the page than the first needs a ring of the second

_LIGHT = tuple(  # the linear light of each of the 256 values of a channel
    value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    for value in (channel / 255 for channel in range(256))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandColours:
    """The tokens of one merchant, as `#rrggbb` or `transparent`; names as in the stylesheet."""

    brand: str
    second: str
    on_brand: str
    on_brand_2: str
    brand_shade: str
    brand_line: str
    brand_edge: str
    stamp: str
    on_stamp: str
    brand_text: str
    brand_soft: str
    dark_brand_text: str
    dark_brand_soft: str
    dark_brand_edge: str

    @property
    def stamp_is_usable(self) -> bool:
        """Whether the second colour could be used for stamps; if not, they take the colour of the card's text."""
        return self.stamp == self.second

    @property
    def ratios(self) -> dict[str, float]:
        """The contrasts that an owner is shown, by what is read on what."""
        return {
            "text_on_card": contrast(self.on_brand, self.brand),
            "stamp_on_card": contrast(self.second, self.brand),
            "shape_on_stamp": contrast(self.on_stamp, self.stamp),
            "colour_on_white": contrast(self.brand_text, _WHITE),
            "stamp_on_white": contrast(self.second, _WHITE),
        }


def read_colour(text: str, *, field: str) -> str:
    """`#rrggbb` in lower case; refuses colour_invalid for anything else, names and short forms included."""
    if not _RGB.fullmatch(text):
        raise InvalidInput.of(field, "colour_invalid")
    return text.lower()


@lru_cache(maxsize=256)
def brand_colours(card: str, stamp: str | None = None) -> BrandColours:
    """All tokens from the two chosen colours; without a second one, stamps take the colour of the card's text."""
    brand = read_colour(card, field="card_color")
    on_brand = _first_readable((_WHITE, _INK, _BLACK), on=brand)
    second = on_brand if stamp is None else read_colour(stamp, field="card_secondary_color")
    shape = second if contrast(second, brand) >= _SHAPE else on_brand
    line = _line(brand, on_brand)
    soft, dark_soft = _mix(_WHITE, brand, 9), _dark_soft(brand)
    return BrandColours(
        brand=brand,
        second=second,
        on_brand=on_brand,
        on_brand_2=_last(_steps(on_brand, brand), lambda colour: contrast(colour, brand) >= _QUIET_TEXT) or on_brand,
        brand_shade=_mix(brand, _BLACK, 14) if on_brand == _WHITE else _mix(brand, _WHITE, 24),
        brand_line=line,
        brand_edge=_edge(brand),
        stamp=shape,
        on_stamp=_first_readable((brand, _INK, _WHITE, _BLACK), on=shape),
        brand_text=_first(_steps(brand, _BLACK), lambda colour: _is_read(colour, (_PAPER, soft), _LIGHT_TEXT)),
        brand_soft=soft,
        dark_brand_text=_first(
            _steps(brand, _WHITE), lambda colour: _is_read(colour, (_DARK_SURFACE, dark_soft), _DARK_TEXT)
        ),
        dark_brand_soft=dark_soft,
        dark_brand_edge=_dark_edge(brand, line),
    )


def brand_stylesheet(colours: BrandColours) -> str:
    """The merchant's stylesheet: `brand-<merchant>.css` as a text."""
    on_card, on_card_2 = contrast(colours.on_brand, colours.brand), contrast(colours.on_brand_2, colours.brand)
    line, on_stamp = contrast(colours.brand_line, colours.brand), contrast(colours.on_stamp, colours.stamp)
    dark = (
        f"--brand-text: {colours.dark_brand_text}; --brand-soft: {colours.dark_brand_soft};"
        f" --brand-edge: {colours.dark_brand_edge};"
    )
    return f"""\
/* Computed by the server from two chosen colours ({colours.brand}, {colours.second}). Not edited by hand. */
@layer tokens {{
  :root {{
    --brand: {colours.brand};        --on-brand: {colours.on_brand};    /* {on_card:.1f}:1 */
    --on-brand-2: {colours.on_brand_2};   /* {on_card_2:.1f}:1 */
    --brand-shade: {colours.brand_shade};  --brand-line: {colours.brand_line};  /* {line:.1f}:1 */
    --brand-edge: {colours.brand_edge};
    --stamp: {colours.stamp};        --on-stamp: {colours.on_stamp};    /* {on_stamp:.1f}:1 */
    --brand-text: {colours.brand_text};   --brand-soft: {colours.brand_soft};   \
/* {contrast(colours.brand_text, _WHITE):.1f}:1 on white */
  }}
  @media (prefers-color-scheme: dark) {{
    :root:not([data-theme="light"]) {{ {dark} }}
  }}
  :root[data-theme="dark"] {{ {dark} }}
}}
"""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _line(brand: str, on_brand: str) -> str:
    """Empty stamps: from a light tint of the text colour onwards, until the ring is seen."""
    return _first(_steps(_mix(brand, on_brand, 20), on_brand), lambda colour: contrast(colour, brand) >= _LINE)


def _dark_soft(brand: str) -> str:
    """34 % of the card, less where even white could not be read on it."""
    shades = (_mix(_DARK_SURFACE, brand, percent) for percent in range(34, -1, -1))
    return _first(shades, lambda shade: contrast(_WHITE, shade) >= _DARK_TEXT)


def _edge(brand: str) -> str:
    if contrast(brand, _PAPER) >= _MELTS:
        return _TRANSPARENT
    return _first(_steps(brand, _BLACK), lambda colour: contrast(colour, _PAPER) >= _EDGE)


def _dark_edge(brand: str, line: str) -> str:
    if contrast(brand, _DARK_PAPER) >= _MELTS:
        return _TRANSPARENT
    return _first(_steps(line, _WHITE), lambda colour: contrast(colour, _DARK_PAPER) >= _LINE)


def _first_readable(candidates: tuple[str, ...], *, on: str) -> str:
    return next(colour for colour in candidates if contrast(colour, on) >= _TEXT)


def _is_read(colour: str, grounds: tuple[str, ...], wanted: float) -> bool:
    return all(contrast(colour, ground) >= wanted for ground in grounds)


def _first(colours: Iterator[str], fits: Callable[[str], bool]) -> str:
    return next(colour for colour in colours if fits(colour))


def _last(colours: Iterator[str], fits: Callable[[str], bool]) -> str | None:
    """The last colour before the first that does not fit; None if already the first does not."""
    last = None
    for colour in colours:
        if not fits(colour):
            break
        last = colour
    return last


def _steps(start: str, goal: str) -> Iterator[str]:
    return (_mix(start, goal, percent) for percent in range(101))


def _mix(one: str, other: str, percent: int) -> str:
    """`percent` of the other colour in the first, in sRGB bytes."""
    parts = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * percent / 100):02x}" for mine, theirs in parts)


@lru_cache(maxsize=512)
def _luminance(colour: str) -> float:
    red, green, blue = (_LIGHT[channel] for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
