"""What people say about themselves: names, addresses, numbers and birthdays, as typed and in one spelling."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from loyalty_app.domain.birth_dates import read_birth_date, require_age
from loyalty_app.domain.errors import FieldProblem, InvalidInput

MAX_NAME_LENGTH = 80
_HOME = "LU"
_NO_PART_OF_A_NAME = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, bidi overrides, zero-width characters
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailAddress:
    """An address as typed, and the one spelling in which two addresses are compared."""

    as_typed: str
    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What a person said about themselves; None for what they did not say."""

    first_name: str | None
    last_name: str | None
    email: EmailAddress | None
    phone: str | None
    birth_date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedData:
    """What was typed into a form or sent by a till."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: date | str | None = None

    def read(
        self,
        *,
        timezone: str,
        today: date,
        minimum_age_years: int | None = None,
        known_birth_date: str | None = None,
    ) -> PersonalData:
        """All of it in one spelling; refuses with the problems of all fields, not only of the first.

        `known_birth_date`: what is known already may stay, whoever was too young when the rule came.
        """
        problems: list[FieldProblem] = []

        def tried(read: Callable[[], T]) -> T | None:
            try:
                return read()
            except InvalidInput as refusal:
                problems.extend(refusal.problems)
                return None

        def read_birthday() -> str | None:
            birth_date = read_birth_date(self.birth_date, today=today)
            if birth_date != known_birth_date:
                require_age(birth_date, minimum_age_years, today=today)
            return birth_date

        data = PersonalData(
            first_name=tried(lambda: read_name(self.first_name, field="first_name")),
            last_name=tried(lambda: read_name(self.last_name, field="last_name")),
            email=tried(lambda: read_email(self.email) if self.email is not None else None),
            phone=tried(lambda: read_phone(self.phone, timezone=timezone)),
            birth_date=tried(read_birthday),
        )
        if problems:
            raise InvalidInput(*problems)
        return data


def read_email(typed: str, *, field: str = "email") -> EmailAddress:
    """The address; refuses email_invalid. No name server is asked.

    Canonical is lower case with the domain in IDNA form: look-alike domains and +tags stay different people.
    """
    as_typed = typed.strip(" \t")
    try:
        found = validate_email(as_typed, check_deliverability=False, strict=True, test_environment=True)
    except EmailNotValidError:
        raise InvalidInput.of(field, "email_invalid") from None
    if "." not in found.domain:
        raise InvalidInput.of(field, "email_invalid")
    return EmailAddress(as_typed=as_typed, canonical=f"{found.local_part.lower()}@{found.ascii_domain.lower()}")


def read_name(typed: str | None, *, field: str) -> str | None:
    """The name, None for an empty one; refuses name_invalid for more than 80 characters and for invisible ones."""
    name = unicodedata.normalize("NFC", typed or "").strip()
    if len(name) > MAX_NAME_LENGTH or any(unicodedata.category(char) in _NO_PART_OF_A_NAME for char in name):
        raise InvalidInput.of(field, "name_invalid", maximum=MAX_NAME_LENGTH)
    return name or None


def read_phone(typed: str | None, *, timezone: str, field: str = "phone") -> str | None:
    """The number in E.164, None for an empty one; refuses phone_invalid.

    A number without a country is one of the country of `timezone`.
    """
    number = (typed or "").strip()
    if not number:
        return None
    if len(number) > 40 or any(char.isalpha() for char in number):
        raise InvalidInput.of(field, "phone_invalid")
    try:
        parsed = phonenumbers.parse(number, _country_of(timezone))
    except phonenumbers.NumberParseException:
        raise InvalidInput.of(field, "phone_invalid") from None
    if not phonenumbers.is_possible_number(parsed):
        raise InvalidInput.of(field, "phone_invalid")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@cache
def _country_of(timezone: str) -> str:
    """The country of a time zone by the tz database's own table (zone.tab); Luxembourg for those in none."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == timezone), _HOME)
