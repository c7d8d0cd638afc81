"""Slips of the finger in the address of a well-known mail provider."""

from __future__ import annotations

import pytest

from loyalty_app.domain.email_typos import likely_address, likely_domain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("GMIAL.COM", "gmail.com"),
        ("hotmial.fr", "hotmail.fr"),
        ("hotmai.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("iclould.com", "icloud.com"),
        ("laposte.ner", "laposte.net"),
        ("yaho.de", "yahoo.de"),
    ],
)
def test_b066_a_slip_is_seen(typed: str, meant: str) -> None:
    assert likely_domain(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("gmail.com", "mail.com", "example.com", "pt.lu", "ot.lu", "me.com", "we.com", "cafe-lux.lu", "gov.lu"),
        *("", "a", "uni.lu", "outlook.es", "hotmail.it", "yahoo.es", "hotmail.co.uk"),
    ],
)
def test_an_address_that_may_well_be_meant_is_left_alone(typed: str) -> None:
    assert likely_domain(typed) is None


def test_the_part_before_the_at_is_kept_as_typed() -> None:
    assert likely_address(" Ana.M+café@gmial.com ") == "Ana.M+café@gmail.com"
    assert likely_address("gmial.com") is None
    assert likely_address("@gmial.com") is None
