"""No more news: one tap."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import Consent
from loyalty_app.operations.give_consent import GiveConsent, give_consent
from loyalty_app.operations.withdraw_consent import WithdrawConsent, withdraw_consent
from tests.factories import a_shop
from tests.operations.phones import a_member


def consents() -> list[tuple[str, bool]]:
    rows = db.session.execute(select(Consent.purpose, Consent.withdrawn_at).order_by(Consent.id)).all()
    return [(row.purpose, row.withdrawn_at is not None) for row in rows]


def test_the_proof_stays_and_says_until_when_it_held(app: Flask) -> None:
    member = a_member(a_shop(), marketing_consent=True, marketing_wording="News, please.")
    withdraw_consent(WithdrawConsent(customer=member))
    assert consents() == [("terms", False), ("marketing", True)]
    withdraw_consent(WithdrawConsent(customer=member))
    give_consent(GiveConsent(customer=member, wording="News again."))
    assert consents() == [("terms", False), ("marketing", True), ("marketing", False)]


def test_nobody_withdraws_for_others(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member = a_member(shop, marketing_consent=True, marketing_wording="News, please.")
    with pytest.raises(CustomerUnknown):
        withdraw_consent(
            WithdrawConsent(customer=CustomerActor(merchant_id=other.merchant_id, customer_id=member.customer_id))
        )
    assert consents()[-1] == ("marketing", False)
