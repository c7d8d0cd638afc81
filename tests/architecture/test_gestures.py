"""Everything is reached by a plain tap, no request waits for ever, and questions are few and say the verb."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.architecture.gestures import (
    empty_words,
    fetches_without_time_out,
    gestures_of_script,
    gestures_of_stylesheet,
    gestures_of_template,
)
from tests.architecture.markup import Fault
from tests.architecture.tree import REPOSITORY, name_of, under

Rule = Callable[[str], list[Fault]]


def broken(folder: str, suffix: str, rule: Rule) -> list[str]:
    return [
        f"{name_of(path)}:{fault.line} {fault.what}"
        for path in under(folder, suffix)
        for fault in rule(path.read_text())
    ]


def test_u20_nothing_needs_a_hover_a_long_press_a_drag_or_a_double_tap() -> None:
    assert broken("static/js", ".js", gestures_of_script) == []
    assert broken("static/css", ".css", gestures_of_stylesheet) == []
    assert broken("templates", ".html", gestures_of_template) == []


def test_u67_every_request_has_a_time_out() -> None:
    assert broken("static/js", ".js", fetches_without_time_out) == []
    head = (REPOSITORY / "templates/layouts/_head.html").read_text()
    configured = re.search(r"name=\"htmx-config\" content='([^']+)'", head)
    assert configured
    assert 0 < json.loads(configured[1])["timeout"] <= 10_000


def test_u67_money_forms_come_from_one_place() -> None:
    assert [name_of(path) for path in under("templates", ".html") if "data-money" in path.read_text()] == [
        "templates/components/form.html"
    ]


def test_u51_the_counter_asks_twice_only_before_value_leaves_or_lines_are_taken_back() -> None:
    asking = {
        name_of(path)
        for folder in ("templates/terminal", "templates/store")
        for path in under(folder, ".html")
        if "ui.confirm(" in path.read_text()
    }
    # _care: block, replace, correct, take back late; deleting a person is asked by pins/_delete in a page of its own.
    assert asking == {
        "templates/terminal/_redeem.html",
        "templates/terminal/_redeem_stamps.html",
        "templates/terminal/_undo.html",
        "templates/store/_care.html",
    }


def test_u51_a_button_says_the_verb() -> None:
    assert broken("templates", ".html", empty_words) == []
    for folder in ("terminal", "store", "pins", "merchant"):
        assert broken(f"loyalty_app/web/{folder}", ".py", empty_words) == []


@pytest.mark.parametrize(
    ("rule", "source", "what"),
    [
        (gestures_of_script, "card.addEventListener('dblclick', open)", "waits for dblclick"),
        (gestures_of_script, "for (const kind of ['mouseenter', 'focus']) {}", "waits for mouseenter"),
        (gestures_of_script, 'list.addEventListener("dragstart", lift)', "waits for dragstart"),
        (gestures_of_stylesheet, ".row:hover .more { display: block; color: red; }", "display on hover"),
        (gestures_of_stylesheet, "@media (hover) { .tip:hover { opacity: 1 } }", "opacity on hover"),
        (gestures_of_template, '<li draggable="true">x</li>', "draggable="),
        (gestures_of_template, '<b title="Only a mouse reads this">x</b>', "title="),
        (gestures_of_template, '<a hx-get="/x" hx-trigger="mouseenter">x</a>', 'hx-trigger="mouse'),
        (fetches_without_time_out, "await fetch(url, { cache: 'no-store' });", "fetch without signal"),
        (empty_words, "{{ ui.button(_('OK'), 'primary') }}", "OK"),
        (empty_words, "<button>{{ _('Continue') }}</button>", "Continue"),
        (empty_words, 'verb=gettext("Confirm") if people else', "Confirm"),
        (empty_words, 'verb=lazy_gettext("Carry on")', "Carry on"),
    ],
)
def test_each_rule_sees_its_fault(rule: Rule, source: str, what: str) -> None:
    assert [fault.what for fault in rule(source)] == [what]


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (gestures_of_script, "document.addEventListener('pointerdown', touch); const drop = 1; // hover here"),
        (gestures_of_stylesheet, ".btn:hover { background: var(--surface-2); } .btn { display: flex; }"),
        (gestures_of_template, "{# title= #}<p data-title='x'>y</p>"),
        (fetches_without_time_out, "fetch(path(1), { signal: AbortSignal.timeout(8000) }).catch(() => {});"),
        (fetches_without_time_out, "Promise.race([fetch(event.request), inTime()])"),
        (empty_words, "{{ _('Redeem %(reward)s', reward=name) }}{{ _('Not saved') }}"),
    ],
)
def test_what_is_right_is_left_alone(rule: Rule, source: str) -> None:
    assert rule(source) == []
