"""What is wrong with a template or a stylesheet, by rules that keep the counter safe and usable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]

CHANGING = ("hx-post", "hx-put", "hx-patch", "hx-delete")
ASKING = ("hx-get", *CHANGING)
INTERACTIVE = {"a", "button", "form", "input", "select", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Their names begin with "on" or hold script, and the content security policy would refuse them anyway.
SCRIPTED = re.compile(r"^(on[a-z]+|hx-on.*|hx-vars|style)$")
ABSOLUTE = re.compile(r"^\s*([a-z]+:)?//", re.IGNORECASE)
# Triggers of a part that fetches itself; nothing for a finger to press.
BY_ITSELF = re.compile(r"\b(load|every|revealed|intersect|from:)|^[a-z]+[:-]")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(", re.IGNORECASE)
PAINT = {"fill", "stroke", "stop-color", "color", "bgcolor", "content"}
JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JINJA_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
JINJA_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+false")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_ADDRESS = re.compile(r"url\([^)]*\)")
CSS_DECLARATION = re.compile(r"[\w-]+\s*:\s*([^;{}]+)[;}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    line: int
    what: str


def faults_of_template(source: str, *, is_terminal: bool) -> list[Fault]:
    """Every broken rule of one Jinja template; both branches of a condition are read."""
    found = [Fault(line=_line(source, match), what="|safe or no escaping") for match in UNSAFE.finditer(source)]
    reader = _Reader(is_terminal=is_terminal)
    reader.feed(_without_jinja(source))
    reader.close()
    return found + reader.faults


def colours_of_stylesheet(source: str) -> list[Fault]:
    """Colour literals; only the token file and generated brands may hold them."""
    text = _replaced(CSS_COMMENT, source, "")
    return [
        Fault(line=_line(text, declaration), what=f"colour literal {colour.group()}")
        for declaration in CSS_DECLARATION.finditer(text)
        for colour in COLOUR.finditer(CSS_ADDRESS.sub("", declaration.group(1)))
    ]


@dataclass
class _Reader(HTMLParser):
    is_terminal: bool
    faults: list[Fault] = field(default_factory=list)
    open_elements: list[tuple[str, Attributes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        around = [attributes, *(outer for _, outer in reversed(self.open_elements))]
        for what in _element_faults(tag, attributes, around, is_terminal=self.is_terminal):
            self.faults.append(Fault(line=self.getpos()[0], what=f"<{tag}>: {what}"))
        if tag not in VOID:
            self.open_elements.append((tag, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open_elements):
            if self.open_elements.pop()[0] == tag:
                return


def _element_faults(tag: str, own: Attributes, around: list[Attributes], *, is_terminal: bool) -> Iterator[str]:
    yield from _request_faults(tag, own, around)
    yield from (f"inline {name}" for name in own if SCRIPTED.match(name))
    yield from (f"script in {name}" for name, value in own.items() if re.match(r"\s*(js|javascript):", value))
    yield from (f"colour literal in {name}" for name, value in own.items() if name in PAINT and COLOUR.search(value))
    if tag == "style" or (tag == "script" and "src" not in own and own.get("type") != "application/json"):
        yield "inline script or style"
    if tag in {"script", "link", "img", "iframe", "source"} and ABSOLUTE.match(own.get("src", own.get("href", ""))):
        yield "fetched from elsewhere"
    if own.get("type") == "number":
        yield "type=number"
    if is_terminal and "target" in own and own["target"] != "_self":
        yield "leaves the terminal by target"
    if is_terminal and tag == "a" and ABSOLUTE.match(own.get("href", "")):
        yield "leaves the terminal by an external link"


def _request_faults(tag: str, own: Attributes, around: list[Attributes]) -> Iterator[str]:
    asking = [name for name in ASKING if name in own]
    if not asking:
        return
    yield from (f"absolute address in {name}" for name in asking if ABSOLUTE.match(own[name]))
    if "hx-delete" in asking:
        yield "hx-delete puts what it sends into the address, and so into logs"
    if tag not in INTERACTIVE and not BY_ITSELF.search(own.get("hx-trigger", "")):
        yield f"{asking[0]} on an element that is no control"
    if any(name in CHANGING for name in asking):
        # htmx inherits all three, so an element around it may carry them.
        for needed in ("hx-sync", "hx-disabled-elt", "hx-indicator"):
            if not any(needed in attributes for attributes in around):
                yield f"{asking[0]} without {needed}"


def _without_jinja(source: str) -> str:
    for pattern, instead in ((JINJA_COMMENT, ""), (JINJA_VALUE, "value"), (JINJA_STATEMENT, " ")):
        source = _replaced(pattern, source, instead)
    return source


def _replaced(pattern: re.Pattern[str], source: str, instead: str) -> str:
    """Lines keep their numbers."""
    return pattern.sub(lambda match: instead + "\n" * match.group().count("\n"), source)


def _line(source: str, match: re.Match[str]) -> int:
    return source.count("\n", 0, match.start()) + 1
