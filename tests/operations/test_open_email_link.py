"""The link in the mail: pressed once, in the browser that asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.domain.errors import CodeWrong
from loyalty_app.operations.open_email_link import CustomerSignedIn, OpenEmailLink, open_email_link
from loyalty_app.unit_of_work import clock
from tests.factories import a_shop
from tests.operations.phones import BROWSER, OTHER_BROWSER, ask, enter, join, last_mail, mails
from tests.operations.scenes import KEY


def press(link_token: str | None = None, browser: str = BROWSER, request_id: str | None = None) -> CustomerSignedIn:
    shown = last_mail().link_token if link_token is None else link_token
    return open_email_link(OpenEmailLink(link_token=shown, browser_token=browser, request_id=request_id))


def test_the_link_confirms_like_the_code_and_uses_it_up_s33(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    joined = join(shop)
    mail = last_mail()
    signed_in = press()
    assert (signed_in.card_id, signed_in.was_confirmed) == (joined.card.id, True)
    with pytest.raises(CodeWrong):
        enter(shop, mail.code)
    with pytest.raises(CodeWrong):
        press(mail.link_token)


def test_in_another_browser_the_digits_are_asked_for(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    with pytest.raises(CodeWrong) as refused:
        press(browser=OTHER_BROWSER)
    assert refused.value.facts == {"other_browser": True, "tries_left": 5}
    assert press().was_confirmed


def test_only_the_newest_link_for_ten_minutes(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        ask(shop, purpose="confirm")
        old, _new = mails()
        with pytest.raises(CodeWrong):
            press(old.link_token)
    with clock.moved_to(clock.now() + timedelta(minutes=11)), pytest.raises(CodeWrong):
        press()
    assert press().was_confirmed


@pytest.mark.parametrize("made_up", ["", "1", "1.", "1.AAAA", "x.y", "-1.x", "99999999999999999999.x", "1" * 500])
def test_what_is_no_link_of_ours_opens_nothing(app: Flask, made_up: str) -> None:
    join(a_shop())
    with pytest.raises(CodeWrong) as refused:
        press(made_up)
    assert refused.value.facts == {"tries_left": 0}


def test_sent_twice_it_answers_twice(app: Flask) -> None:
    join(a_shop())
    shown = last_mail().link_token
    first = press(shown, request_id=KEY)
    assert press(shown, request_id=KEY) == replace(first, replayed=True)
