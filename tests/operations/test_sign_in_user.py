"""Signing in: the same answer for every reason it fails."""

from contextlib import suppress
from unittest.mock import patch

import bcrypt
import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import SignInFailed
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import AuditEvent, Merchant, Session, User
from loyalty_app.operations.password_hashing import password_hashing
from loyalty_app.operations.sign_in_user import SignInUser, UserSignedIn, sign_in_user
from loyalty_app.queries.callers import find_user_session
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop, a_user

PASSWORD = "drei kleine Tassen"


def an_owner(shop: Shop) -> User:
    return a_user(shop, password_hash=password_hashing.hashed(PASSWORD))


def sign_in(email: str, password: str = PASSWORD) -> UserSignedIn:
    return sign_in_user(SignInUser(email=email, password=password))


def test_the_session_is_the_owners(app: Flask) -> None:
    user = an_owner(a_shop())
    signed_in = sign_in(f" {user.email.upper()} ")
    found = find_user_session(db.session.connection(), token_hash(signed_in.session_token), clock.now())
    assert found is not None
    assert found.id == user.id
    db.session.refresh(user)
    assert user.last_login_at is not None
    assert signed_in.session_token not in repr(signed_in)


@pytest.mark.parametrize("password", ["wrong password", "", "x" * 5000, PASSWORD + "x" * 300])
def test_a_wrong_password_is_refused_without_saying_so(app: Flask, password: str) -> None:
    user = an_owner(a_shop())
    with pytest.raises(SignInFailed) as refused:
        sign_in(user.email, password)
    assert refused.value.facts == {}
    assert db.session.query(Session).count() == 0


@pytest.mark.parametrize("email", ["nobody@example.com", "no address", "", "a@b", "x" * 5000])
def test_an_unknown_address_gets_the_same_answer(app: Flask, email: str) -> None:
    an_owner(a_shop())
    with pytest.raises(SignInFailed) as refused:
        sign_in(email)
    assert refused.value.facts == {}


def test_nobody_signs_in_where_they_do_not_belong_any_more(app: Flask) -> None:
    shop = a_shop()
    gone, homeless = an_owner(shop), an_owner(a_shop())
    gone.deleted_at = clock.now()
    db.session.get_one(Merchant, homeless.merchant_id).deleted_at = clock.now()
    db.session.commit()
    for user in (gone, homeless):
        with pytest.raises(SignInFailed):
            sign_in(user.email)


def test_one_bcrypt_whoever_asks(app: Flask) -> None:
    known = an_owner(a_shop()).email
    hashing, checking = (patch.object(bcrypt, name, wraps=getattr(bcrypt, name)) for name in ("hashpw", "checkpw"))
    with hashing as made, checking as checked:
        for email, password in ((known, PASSWORD), (known, "wrong password"), ("nobody@example.com", PASSWORD)):
            before = made.call_count + checked.call_count
            with suppress(SignInFailed):
                sign_in(email, password)
            assert made.call_count + checked.call_count == before + 1


def test_both_ends_are_in_the_audit_trail_without_what_was_typed(app: Flask) -> None:
    user = an_owner(a_shop())
    sign_in(user.email)
    with suppress(SignInFailed):
        sign_in(user.email, "hunter2 hunter2")
    events = db.session.query(AuditEvent).order_by(AuditEvent.id).all()
    assert [(event.what, event.merchant_id) for event in events] == [
        ("signed_in", user.merchant_id),
        ("sign_in_failed", user.merchant_id),
    ]
    assert "hunter2" not in str([vars(event) for event in events])


def test_the_same_password_from_any_keyboard_is_the_same(app: Flask) -> None:
    hashed = password_hashing.hashed("café crème 12")
    assert password_hashing.matches("café crème 12", hashed)
    assert not password_hashing.matches("cafe creme 12", hashed)
