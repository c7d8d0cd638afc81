"""Secrets of mails: derived, compared in constant time, different for everything they are for."""

from __future__ import annotations

import pytest

from loyalty_app.operations.mail_codes import MailCodes, browser_hash, code_id_of


def codes(secret: str = "s" * 48) -> MailCodes:
    made = MailCodes()
    made.configure(secret)
    return made


def test_the_same_row_has_the_same_code_and_another_row_another() -> None:
    mine = codes()
    assert mine.code(7, "nonce") == mine.code(7, "nonce")
    assert len({mine.code(number, "nonce") for number in range(200)}) > 190
    assert mine.link_token(7, "nonce") != mine.link_token(7, "other")
    assert mine.code(7, "nonce") != codes("t" * 48).code(7, "nonce")


def test_codes_are_spread_over_all_six_digits() -> None:
    made = [codes().code(number, "nonce") for number in range(300)]
    assert {len(code) for code in made} == {6}
    assert {code[0] for code in made} == set("0123456789")


def test_only_the_right_code_and_link_are_right() -> None:
    mine = codes()
    code, link = mine.code(7, "nonce"), mine.link_token(7, "nonce")
    assert mine.is_code(code, 7, "nonce")
    assert mine.is_link_token(link, 7, "nonce")
    for wrong in ("", code[:-1], f"{int(code) ^ 1:06}"):
        assert not mine.is_code(wrong, 7, "nonce")
    for wrong in ("", "7.", link[:-1], link.replace("7.", "8.", 1)):
        assert not mine.is_link_token(wrong, 7, "nonce")


def test_a_session_is_of_one_browser_and_an_address_of_one_merchant() -> None:
    mine = codes()
    assert mine.session_token("code:7", "browser") == mine.session_token("code:7", "browser")
    assert len({mine.session_token(*pair) for pair in (("code:7", "a"), ("code:7", "b"), ("join:7", "a"))}) == 3
    assert mine.address_hash(1, "ana@example.com") != mine.address_hash(2, "ana@example.com")
    assert len(browser_hash("a")) == 64


@pytest.mark.parametrize(
    ("link", "number"),
    [
        ("7.x", 7),
        ("7", 7),
        ("", None),
        (".x", None),
        ("-1.x", None),
        ("٧.x", None),
        ("9" * 19, None),
        ("1." * 60, None),
    ],
)
def test_a_link_names_its_row(link: str, number: int | None) -> None:
    assert code_id_of(link) == number
