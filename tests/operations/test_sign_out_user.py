"""Signing out takes back every copy of the cookie."""

from flask import Flask

from loyalty_app.db import db
from loyalty_app.operations.sign_out_user import SignOutUser, sign_out_user
from loyalty_app.queries.callers import find_user_session
from loyalty_app.unit_of_work import clock
from tests.factories import a_session, a_shop, a_user


def is_signed_in(session_hash: str) -> bool:
    return find_user_session(db.session.connection(), session_hash, clock.now()) is not None


def test_a_copied_cookie_opens_nothing_afterwards(app: Flask) -> None:
    user = a_user(a_shop())
    here, elsewhere = a_session(user_id=user.id), a_session(user_id=user.id)
    found = find_user_session(db.session.connection(), here, clock.now())
    assert found is not None
    sign_out_user(SignOutUser(user_id=user.id, session_id=found.session_id))
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (False, True)
    sign_out_user(SignOutUser(user_id=user.id, session_id=found.session_id, everywhere=True))
    assert not is_signed_in(elsewhere)


def test_nobody_ends_somebody_elses_session(app: Flask) -> None:
    shop = a_shop()
    one, other = a_user(shop), a_user(shop)
    theirs = a_session(user_id=other.id)
    found = find_user_session(db.session.connection(), theirs, clock.now())
    assert found is not None
    sign_out_user(SignOutUser(user_id=one.id, session_id=found.session_id))
    assert is_signed_in(theirs)
