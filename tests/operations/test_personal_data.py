"""What people type about themselves: accepted and brought into one spelling, or refused with a code."""

from __future__ import annotations

import pytest

from loyalty_app.domain.errors import InvalidInput
from loyalty_app.operations.personal_data import read_email, read_name, read_phone


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("ana@example.com", "ana@example.com"),
        (" Ana.Martins+Shop@Example.COM ", "ana.martins+shop@example.com"),
        ("ana@exämple.lu", "ana@xn--exmple-cua.lu"),
        ("ana@gmial.com", "ana@gmial.com"),
        ("ana@ехаmple.com", "ana@xn--mple-43d3a6i.com"),
    ],
)
def test_addresses_are_compared_in_one_spelling(typed: str, canonical: str) -> None:
    assert read_email(typed).canonical == canonical
    assert read_email(typed).as_typed == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@",
        "a@b",
        "a b@c.de",
        "a@b..de",
        "a@test",
        "a" * 250 + "@example.com",
        "ana@example.com\nBcc: eve@example.com",
        "ana@example.com\n",
        "ana@example.com\x00",
        "Ana <ana@example.com>",
        "ana@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_email(typed)
    assert refused.value.problems[0].code == "email_invalid"


@pytest.mark.parametrize(
    "typed", ["O'Brien", "李", "Null", "<b>", "=HYPERLINK()", "Zoë 🦊", "A", "María-José", "x" * 80]
)
def test_names_of_all_kinds_are_kept_as_typed(typed: str) -> None:
    assert read_name(f" {typed} ", field="first_name") == typed


@pytest.mark.parametrize("typed", ["x" * 81, "a\u202eb", "a\u200bb", "a\nb", "a\x00b", "a\u2066b", "a\ufeffb"])
def test_endless_and_invisible_names_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_name(typed, field="first_name")
    assert refused.value.problems[0].code == "name_invalid"


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_nothing_is_no_name_and_no_number(typed: str | None) -> None:
    assert read_name(typed, field="first_name") is None
    assert read_phone(typed, timezone="Europe/Luxembourg") is None


@pytest.mark.parametrize(
    ("typed", "timezone", "stored"),
    [
        ("+352 621 123 456", "Europe/Luxembourg", "+352621123456"),
        ("00352 621-123-456", "Europe/Luxembourg", "+352621123456"),
        ("621 123 456", "Europe/Luxembourg", "+352621123456"),
        ("06 12 34 56 78", "Europe/Paris", "+33612345678"),
        ("(0151) 23456789", "Europe/Berlin", "+4915123456789"),
        ("621 123 456", "UTC", "+352621123456"),
    ],
)
def test_numbers_are_stored_with_their_country(typed: str, timezone: str, stored: str) -> None:
    assert read_phone(typed, timezone=timezone) == stored


@pytest.mark.parametrize("typed", ["call me", "1", "4" * 40, "+352 62A 123", "+999 123 456 789"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_phone(typed, timezone="Europe/Luxembourg")
    assert refused.value.problems[0].code == "phone_invalid"
