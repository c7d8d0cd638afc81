"""How commands speak: facts as one JSON object, or lines for a person; what is wrong goes to stderr."""

import json
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NoReturn, TypeVar

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from loyalty_app import texts
from loyalty_app.domain.errors import InvalidInput, Refusal

F = TypeVar("F", bound=Callable[..., Any])


class CommandGroup(AppGroup):
    """Commands that end with a sentence and exit code 1 where an operation refuses."""

    def command(  # type: ignore[override]  # only called with arguments here
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """As AppGroup's; the function may let refusals fly."""
        register = super().command(*args, **kwargs)

        def decorate(function: Callable[..., Any]) -> click.Command:
            return register(_saying_refusals(function))

        return decorate


class NumberOr(click.ParamType):  # type: ignore[type-arg]  # generic for mypy alone
    """A whole number, or one word that stands for none."""

    def __init__(self, word: str) -> None:
        self.name = f"NUMBER|{word}"
        self._word = word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """None for the word; what is no text is a default and stays."""
        if not isinstance(value, str):
            return value
        if value == self._word:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            self.fail(f"{value!r} is neither a whole number nor {self._word!r}.", param, ctx)
        return int(value)


def json_option(function: F) -> F:
    """The option that all commands take which print facts."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(function)


def say(facts: dict[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Print the facts as JSON, or the lines."""
    if as_json:
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False, default=str))
        return
    for line in lines:
        click.echo(line)


def fail(sentence: str, *, code: int = 1) -> NoReturn:
    """End the command with this sentence and exit code."""
    click.echo(f"✗ {sentence}", err=True)
    sys.exit(code)


def _saying_refusals(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Refusal as refusal:
            with force_locale("en"):
                sentence = texts.sentence(refusal, timezone="UTC")
            code = refusal.problems[0].code if isinstance(refusal, InvalidInput) else refusal.code
            fail(f"{sentence} ({code})")

    return run
