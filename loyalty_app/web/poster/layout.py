"""Where things stand on a poster. A sheet has one panel, a folded one the same panel on both of its sides.

Lengths in millimetres from the upper left corner of the cut paper; art may reach into the bleed, words never come
nearer to the edge than office printers can print.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from loyalty_app.queries.program_images import ProgramPicture
from loyalty_app.web.poster import art
from loyalty_app.web.poster.contents import PosterContents
from loyalty_app.web.poster.lettering import fitted, lines_of, width
from loyalty_app.web.poster.papers import BLEED, Paper

_WHITE, _INK, _QUIET_INK = "#ffffff", "#141a1c", "#4d5759"
_LEADING = 1.14
_WIDEST_LOGO = 3.0
_IN_A_ROW, _IN_A_SHORT_ROW = 10, 5
_MOST_STAMPS = 20  # more would be too small to be read as stamps


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text; (x, y) is the beginning of its base line, or the middle of it."""

    text: str
    x: float
    y: float
    size: float
    weight: str
    colour: str
    is_centred: bool = False

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.x - width(self.text, self.weight, self.size) / 2 if self.is_centred else self.x


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is read from one side: drawn first, then the words on it."""

    art: Markup
    words: tuple[Words, ...]


def panel_of(paper: Paper, contents: PosterContents) -> Panel:
    """The panel of the paper; on a folded sheet it is the lower half."""
    marks = list(_lying(paper, contents) if paper.is_folded else _standing(paper, contents))
    return Panel(
        art=Markup("").join(mark for mark in marks if isinstance(mark, Markup)),
        words=tuple(mark for mark in marks if isinstance(mark, Words)),
    )


Marks = Iterator[Markup | Words]


def _standing(paper: Paper, contents: PosterContents) -> Marks:
    """The promise above in the merchant's colours; the code and the three steps below on white."""
    unit = paper.width / 210
    edge, room, foot = 16 * unit, paper.width - 32 * unit, paper.height * 0.55
    yield art.area(-BLEED, -BLEED, paper.width + 2 * BLEED, paper.height + 2 * BLEED, _WHITE)
    yield art.area(-BLEED, -BLEED, paper.width + 2 * BLEED, foot + BLEED, contents.colours.brand)
    yield art.rays(-BLEED, -BLEED, paper.width + BLEED, foot, contents.colours.brand_shade)
    yield from _promise(contents, edge, edge, room, foot - 2 * edge, unit)
    side = 92 * unit
    left, top = edge - 6 * unit, foot + 10 * unit
    yield art.qr_code(contents.join_url, left, top, side)
    yield _address(contents, left + side / 2, top + side + 5 * unit, side, 5.2 * unit)
    x = left + side + 6 * unit
    yield from _call_and_steps(contents, x, top + 12 * unit, paper.width - edge - x, unit)


def _lying(paper: Paper, contents: PosterContents) -> Marks:
    """The promise on the left, the code on the right: half a sheet, standing on its long edge."""
    unit, fold = paper.width / 210, paper.height / 2
    edge, middle = 12 * unit, paper.width * 0.56
    half = (paper.width - middle) / 2
    yield art.area(-BLEED, fold, paper.width + 2 * BLEED, fold + BLEED, _WHITE)
    yield art.area(-BLEED, fold, middle + BLEED, fold + BLEED, contents.colours.brand)
    yield art.rays(-BLEED, fold, middle, paper.height + BLEED, contents.colours.brand_shade)
    yield from _promise(contents, edge, fold + edge, middle - 2 * edge, fold - 2 * edge, unit * 0.72)
    side = 80 * unit
    yield art.qr_code(contents.join_url, middle + half - side / 2, fold + 10 * unit, side)
    centre = middle + half
    y = fold + 10 * unit + side
    yield _address(contents, centre, y + 4.5 * unit, side, 4.4 * unit)
    size, (call,) = fitted(contents.words.call, "bold", largest=7.5 * unit, room=2 * half - 2 * edge, most_lines=1)
    yield Words(text=call, x=centre, y=y + 17 * unit, size=size, weight="bold", colour=_INK, is_centred=True)
    steps, room = " · ".join(word for word, _ in contents.words.steps), 2 * half - 2 * edge
    size, (steps,) = fitted(steps, "medium", largest=5 * unit, room=room, most_lines=1)
    for text, colour, below in ((steps, _INK, 27), (contents.words.note, _QUIET_INK, 35)):
        place = y + below * unit
        yield Words(text=text, x=centre, y=place, size=size, weight="medium", colour=colour, is_centred=True)


def _promise(contents: PosterContents, x: float, y: float, room: float, height: float, unit: float) -> Marks:
    """Whose card it is, what it promises, and the stamps or rewards along the foot of (x, y, room, height)."""
    colours, tile = contents.colours, 17 * unit
    mark = tile * _proportion(contents.logo)
    yield from _mark(contents, x, y, mark, tile)
    size, (name,) = fitted(contents.shop_name, "bold", largest=9 * unit, room=room - mark - 5 * unit, most_lines=1)
    x_name, y_name = x + mark + 5 * unit, y + tile / 2 + size * 0.34
    yield Words(text=name, x=x_name, y=y_name, size=size, weight="bold", colour=colours.on_brand)
    size, lines = fitted(contents.headline, "bold", largest=21 * unit, room=room, most_lines=3)
    for number, line in enumerate(lines):
        baseline = y + tile + 15 * unit + size * (0.78 + number * _LEADING)
        yield Words(text=line, x=x, y=baseline, size=size, weight="bold", colour=colours.on_brand)
    yield from _stamps(contents, x, y + height, room, unit)
    yield from _rewards(contents, x, y + height, room, unit)


def _proportion(logo: ProgramPicture | None) -> float:
    """How wide the mark is for its height; a very wide logo becomes lower instead."""
    return min(logo.width / logo.height, _WIDEST_LOGO) if logo else 1


def _mark(contents: PosterContents, x: float, y: float, mark: float, tile: float) -> Marks:
    """The logo, or the first letter of the name on a tile, `mark` wide and `tile` high at most."""
    logo, colours = contents.logo, contents.colours
    if logo is not None:
        height = mark * logo.height / logo.width
        yield art.picture(logo.png, x, y + (tile - height) / 2, mark, height)
        return
    yield art.area(x, y, tile, tile, colours.stamp, radius=tile * 0.26)
    size = tile * 0.62
    yield Words(
        text=contents.shop_name[:1].upper(),
        x=x + tile / 2,
        y=y + tile / 2 + size * 0.35,
        size=size,
        weight="bold",
        colour=colours.on_stamp,
        is_centred=True,
    )


def _stamps(contents: PosterContents, x: float, foot: float, room: float, unit: float) -> Marks:
    """The row as on the card: three stamps given, the rest to come, the reward last."""
    target, colours = contents.stamps_target, contents.colours
    if target is None or target > _MOST_STAMPS:
        return
    is_short = room < 150 * unit and target <= 2 * _IN_A_SHORT_ROW
    in_a_row = min(target, _IN_A_SHORT_ROW if is_short else _IN_A_ROW)
    gap = 2.6 * unit
    size = min((room - gap * (in_a_row - 1)) / in_a_row, 20 * unit)
    rows = -(-target // in_a_row)
    for number in range(1, target + 1):
        row, column = divmod(number - 1, in_a_row)
        middle_x = x + column * (size + gap) + size / 2
        middle_y = foot - (rows - row) * (size + gap) + gap + size / 2
        if number == target:
            yield art.ring(middle_x, middle_y, size / 2 - 0.4 * unit, colours.stamp, 0.8 * unit)
            yield art.icon("gift", middle_x, middle_y, size * 0.52, colours.stamp)
        elif number <= 3:
            yield art.disc(middle_x, middle_y, size / 2, colours.stamp)
            yield art.icon(contents.stamp_shape, middle_x, middle_y, size * 0.56, colours.on_stamp)
        else:
            yield art.ring(middle_x, middle_y, size / 2 - 0.3 * unit, colours.brand_line, 0.6 * unit)
            yield Words(
                text=str(number),
                x=middle_x,
                y=middle_y + size * 0.13,
                size=size * 0.38,
                weight="medium",
                colour=colours.on_brand_2,
                is_centred=True,
            )


def _rewards(contents: PosterContents, x: float, foot: float, room: float, unit: float) -> Marks:
    """What points are good for, one line each."""
    for number, reward in enumerate(reversed(contents.rewards)):
        size, (line,) = fitted(reward, "medium", largest=8 * unit, room=room, most_lines=1)
        y = foot - number * 12 * unit - 1 * unit
        yield Words(text=line, x=x, y=y, size=size, weight="medium", colour=contents.colours.on_brand)


def _address(contents: PosterContents, centre: float, y: float, room: float, largest: float) -> Words:
    """The address under the code, for those whose phone does not scan."""
    size, (line,) = fitted(contents.join_text, "medium", largest=largest, room=room, most_lines=1)
    return Words(text=line, x=centre, y=y, size=size, weight="medium", colour=_INK, is_centred=True)


def _call_and_steps(contents: PosterContents, x: float, y: float, room: float, unit: float) -> Marks:
    """What to do, then how: three numbered steps and what is not needed."""
    size, lines = fitted(contents.words.call, "bold", largest=10.5 * unit, room=room, most_lines=2)
    for line in lines:
        yield Words(text=line, x=x, y=y, size=size, weight="bold", colour=_INK)
        y += size * _LEADING
    y += 4 * unit
    for number, (word, sentence) in enumerate(contents.words.steps, 1):
        radius = 4.6 * unit
        yield art.disc(x + radius, y + radius, radius, contents.colours.brand)
        yield Words(
            text=str(number),
            x=x + radius,
            y=y + radius + 1.9 * unit,
            size=5.4 * unit,
            weight="bold",
            colour=contents.colours.on_brand,
            is_centred=True,
        )
        inner, text_x = room - 2 * radius - 4 * unit, x + 2 * radius + 4 * unit
        yield Words(text=word, x=text_x, y=y + 5 * unit, size=6.2 * unit, weight="bold", colour=_INK)
        y += 5 * unit
        for line in lines_of(sentence, "medium", 5 * unit, inner):
            y += 6.2 * unit
            yield Words(text=line, x=text_x, y=y, size=5 * unit, weight="medium", colour=_QUIET_INK)
        y += 6.5 * unit
    yield Words(
        text=contents.words.note, x=x, y=y + 4 * unit, size=5 * unit, weight="medium", colour=_QUIET_INK
    )  # fmt: skip
