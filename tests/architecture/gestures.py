"""What a finger cannot do, what waits for ever, and words that do not say what happens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.markup import CSS_COMMENT, JINJA_COMMENT, Fault

# Nothing on a touch screen hovers; long presses, drags and double taps are found by nobody.
GESTURES = re.compile(
    r"""['"`](mouse(enter|over|leave|out|move)|contextmenu|dblclick|drag\w*|drop|touch(start|move|end)|pointermove)['"`]"""
)
HOVERING = re.compile(r"[^{}]*:hover[^{}]*\{([^{}]*)\}")
PAINTED = re.compile(r"^(background(-color)?|color|border(-\w+)*-color|box-shadow|text-decoration(-\w+)?|cursor|fill)$")
IN_MARKUP = re.compile(r"\s(draggable|title)=|hx-trigger=\"[^\"]*(mouse|dblclick|drag|contextmenu)")
FETCH = re.compile(r"\bfetch\(")
RACED = re.compile(r"Promise\.race\(\[\s*$")
SAYS = re.compile(r"""(?:_|gettext)\((['"])(.+?)\1""")
# Where money or value moves, a button says the verb and the value (U51).
EMPTY_WORDS = {
    "ok",
    "okay",
    "yes",
    "no",
    "submit",
    "continue",
    "send",
    "go",
    "proceed",
    "accept",
    "confirm",
    "carry on",
}


def gestures_of_script(source: str) -> list[Fault]:
    """Listeners for what a finger does not do, or what nobody finds."""
    return [Fault(line=_line(source, found), what=f"waits for {found[1]}") for found in GESTURES.finditer(source)]


def gestures_of_stylesheet(source: str) -> list[Fault]:
    """Rules that show, hide or move something while a mouse hovers; a change of colour is only a kindness."""
    text = CSS_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    return [
        Fault(line=_line(text, rule), what=f"{name} on hover")
        for rule in HOVERING.finditer(text)
        for name in _properties(rule[1])
        if not PAINTED.match(name)
    ]


def gestures_of_template(source: str) -> list[Fault]:
    """What is dragged, and what only a hovering mouse can read."""
    text = JINJA_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    return [Fault(line=_line(text, found), what=found[0].strip()) for found in IN_MARKUP.finditer(text)]


def fetches_without_time_out(source: str) -> list[Fault]:
    """Requests that would wait for ever: without a signal of their own, and not racing with anything."""
    return [
        Fault(line=_line(source, found), what="fetch without signal")
        for found in FETCH.finditer(source)
        if "signal" not in _arguments(source[found.end() :]) and not RACED.search(source[: found.start()])
    ]


def empty_words(source: str) -> list[Fault]:
    """Sentences that could stand on any button, and say nothing on one that moves value."""
    return [
        Fault(line=_line(source, found), what=found[2])
        for found in SAYS.finditer(source)
        if found[2].strip(" .!…").lower() in EMPTY_WORDS
    ]


def _properties(declarations: str) -> Iterator[str]:
    for declaration in declarations.split(";"):
        name, _, value = declaration.partition(":")
        if value:
            yield name.strip()


def _arguments(after: str) -> str:
    """What stands inside the parenthesis that has just been opened."""
    depth = 1
    for place, character in enumerate(after):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return after[:place]
    return after


def _line(source: str, found: re.Match[str]) -> int:
    return source.count("\n", 0, found.start()) + 1
