"""The fields of requests: their types, and what is said when a value does not fit."""

import difflib
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from loyalty_app.api.bodies import shortened
from loyalty_app.domain.errors import Fact, FieldProblem, InvalidInput

LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 2**31 - 1
LONGEST_TEXT = 2000
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Fields(BaseModel):
    """Fields of a request: types as they stand, no others."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


def like(**values: Any) -> ConfigDict:
    """An example for the OpenAPI document."""
    return ConfigDict(json_schema_extra={"examples": [values]})


F = TypeVar("F", bound=Fields)
D = TypeVar("D")


def read_fields(kind: type[F], values: dict[str, Any]) -> F:
    """The values as `kind`; refuses all that does not fit at once, each field with its own code."""
    try:
        return kind.model_validate(values)
    except ValidationError as refused:
        problems = [_problem(kind, error) for error in refused.errors(include_url=False)]
        raise InvalidInput(*problems) from None


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise _wrong_type("moment")
    return _within_reach(_real(datetime.fromisoformat, value.upper())).astimezone(UTC)


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        raise _wrong_type("date")
    if not _DAY.fullmatch(value):
        raise _no_such_day()
    return _real(date.fromisoformat, value)


def _real(read: Callable[[str], D], text: str) -> D:
    try:
        return read(text)
    except ValueError:
        raise _no_such_day() from None


def _within_reach(moment: datetime) -> datetime:
    """Years that a clock could show; others cannot be put into UTC without overflowing."""
    if not 1970 <= moment.year <= 2200:
        raise _no_such_day()
    return moment


def _digits(value: Any) -> Any:
    """A whole number of an address, where everything is text."""
    if not _NUMBER.fullmatch(value):
        raise _wrong_type("whole_number")
    return int(value)


def _switch(value: Any) -> Any:
    if value not in ("true", "false"):
        raise _wrong_type("true_or_false")
    return value == "true"


def _wrong_type(expected: str) -> PydanticCustomError:
    return PydanticCustomError("field_type", "wrong type", {"expected": expected})


def _no_such_day() -> PydanticCustomError:
    return PydanticCustomError("date_invalid", "no such day")


Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
Change = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT)]
Cents = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
# In an address everything is text.
InDigits = BeforeValidator(_digits)
QueryId = Annotated[int, Field(ge=1, le=LARGEST_ID), InDigits]
QuerySwitch = Annotated[bool, BeforeValidator(_switch), WithJsonSchema({"type": "boolean"})]

_EXPECTED = {
    "int_type": "whole_number",
    "int_from_float": "whole_number",
    "string_type": "text",
    "bool_type": "true_or_false",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "literal_error": "one_of",
}
_OUT_OF_RANGE = frozenset({"greater_than_equal", "less_than_equal", "too_long"})
_OWN = frozenset({"field_type", "date_invalid"})


def _problem(kind: type[Fields], error: ErrorDetails) -> FieldProblem:
    field = shortened(".".join(str(part) for part in error["loc"]))
    context = error.get("ctx", {})
    facts: dict[str, Fact]
    match error["type"]:
        case "missing":
            code, facts = "field_missing", {}
        case "extra_forbidden":
            code, facts = "field_unknown", {"did_you_mean": _nearest(kind, str(error["loc"][-1]))}
        case "string_too_long":
            code, facts = "text_too_long", {"maximum": context["max_length"]}
        case name if name in _OUT_OF_RANGE:
            code, facts = "number_out_of_range", _bounds(kind, error)
            if error["type"] == "greater_than_equal" and error["input"] > -LARGEST_COUNT and not facts:
                facts = {"minimum": context["ge"]}  # too small, where else only the column's width bounds it
        case name if name in _OWN:
            code, facts = name, context
        case name:
            code, facts = "field_type", {"expected": _EXPECTED[name]}
            if name == "literal_error":
                facts["choices"] = context["expected"]
    return FieldProblem(field=field, code=code, facts=facts)


def _bounds(kind: type[Fields], error: ErrorDetails) -> dict[str, Fact]:
    """The smallest and largest value of the field; nothing where they are only what a column can hold."""
    schema = _properties(kind).get(str(error["loc"][0]), {})
    found = {name: value for part in _parts(schema) for name, value in part.items()}
    if found.get("maximum") in (LARGEST_ID, LARGEST_COUNT):
        return {}
    return {name: found[name] for name in ("minimum", "maximum") if name in found}


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for part in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from _parts(part)


def _nearest(kind: type[Fields], unknown: str) -> str | None:
    known = [field.alias or name for name, field in kind.model_fields.items()]
    return next(iter(difflib.get_close_matches(unknown[:100], known, n=1)), None)


@cache
def _properties(kind: type[Fields]) -> dict[str, Any]:
    found: dict[str, Any] = kind.model_json_schema()["properties"]
    return found
