"""How commands speak: facts as one JSON object, or lines for a person; what is wrong goes to stderr."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


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
