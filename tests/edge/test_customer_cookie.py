"""One cookie, several merchants."""

from __future__ import annotations

from loyalty_app.domain.tokens import token_hash
from loyalty_app.edge.customer_cookie import MOST_SESSIONS, session_hashes, with_session


def test_each_merchants_session_is_kept_and_the_newest_comes_first() -> None:
    value = with_session(with_session("", "cafe"), "books")
    assert session_hashes(value) == (token_hash("books"), token_hash("cafe"))
    assert with_session(value, "cafe") == "cafe.books"


def test_the_oldest_make_room_and_rubbish_is_dropped() -> None:
    value = ""
    for number in range(MOST_SESSIONS + 3):
        value = with_session(value, f"t{number}")
    assert len(session_hashes(value)) == MOST_SESSIONS
    assert session_hashes("") == ()
    assert session_hashes("..a." + "x" * 500) == (token_hash("a"),)
