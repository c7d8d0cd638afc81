"""The lint rules of the counter hold in every template and stylesheet, and each rule can tell right from wrong."""

from __future__ import annotations

import pytest

from tests.architecture.markup import colours_of_stylesheet, faults_of_template
from tests.architecture.tree import name_of, under

CARED_FOR = 'hx-sync="this:drop" hx-disabled-elt="find button" hx-indicator="#busy"'


def test_s38_s41_templates_keep_the_rules() -> None:
    assert [
        f"{name_of(path)}:{fault.line} {fault.what}"
        for path in under("templates", ".html")
        if "mails" not in path.parts  # mail programs drop stylesheets; tests/mail/ has rules for these
        for fault in faults_of_template(path.read_text(), is_terminal="terminal" in path.parts)
    ] == []


def test_colours_come_from_the_tokens() -> None:
    assert [
        f"{name_of(path)}:{fault.line} {fault.what}"
        for path in under("static/css", ".css")
        if path.name != "tokens.css" and not path.name.startswith("brand")
        for fault in colours_of_stylesheet(path.read_text())
    ] == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('<form hx-post="/a"></form>', "<form>: hx-post without hx-sync"),
        ('<form hx-post="/a" hx-sync="this:drop"></form>', "<form>: hx-post without hx-disabled-elt"),
        (f'<form {CARED_FOR} hx-post="https://a.b/c"></form>', "<form>: absolute address in hx-post"),
        (
            f'<form {CARED_FOR} hx-delete="/a"></form>',
            "<form>: hx-delete puts what it sends into the address, and so into logs",
        ),
        ('<p hx-get="/a">x</p>', "<p>: hx-get on an element that is no control"),
        ('<button hx-on:click="x">x</button>', "<button>: inline hx-on:click"),
        ('<button onclick="x">x</button>', "<button>: inline onclick"),
        ('<p style="top:0">x</p>', "<p>: inline style"),
        ("<input hx-vals='js:{a: 1}'>", "<input>: script in hx-vals"),
        ('<a href="javascript:x()">x</a>', "<a>: script in href"),
        ("<script>x()</script>", "<script>: inline script or style"),
        ('<script src="//a.b/c.js"></script>', "<script>: fetched from elsewhere"),
        ("{{ name|safe }}", "|safe or no escaping"),
        ("{{ name | safe }}", "|safe or no escaping"),
        ('<input {% if x %}class="y"{% endif %} type="number">', "<input>: type=number"),
        ('<a href="/a" target="_blank">x</a>', "<a>: leaves the terminal by target"),
        ('<a href="https://a.b">x</a>', "<a>: leaves the terminal by an external link"),
        ('<path fill="#a1b2c3">', "<path>: colour literal in fill"),
    ],
)
def test_each_rule_sees_its_fault(source: str, what: str) -> None:
    assert what in [fault.what for fault in faults_of_template(source, is_terminal=True)]


@pytest.mark.parametrize(
    "source",
    [
        f'<form {CARED_FOR} hx-post="{{{{ url_for("a", b="c") }}}}"><button>x</button></form>',
        f'<div {CARED_FOR}>{{% if x %}}<img alt="">{{% endif %}}<p>y</p><button hx-post="/a">x</button></div>',
        '<section hx-get="/a" hx-trigger="every 5s">x</section>',
        '<script type="application/json">{}</script>',
        '<svg><use href="/static/icons.svg#add"/></svg>',
        "{# <p style='top:0'> #}<p>{{ '<b onclick=x>' }}</p>",
    ],
)
def test_what_is_right_is_left_alone(source: str) -> None:
    assert faults_of_template(source, is_terminal=True) == []


def test_a_colour_literal_is_told_from_an_id() -> None:
    sheet = "#fade { color: var(--ink) }\n/* #123 */ .a { background:\n #fff; color: rgb(1 2 3); mask: url(#bad) }"
    assert [fault.what for fault in colours_of_stylesheet(sheet)] == ["colour literal #fff", "colour literal rgb("]
    assert [fault.line for fault in colours_of_stylesheet(sheet)] == [2, 3]
