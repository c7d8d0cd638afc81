"""Saying yes to news, with proof."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import CustomerUnknown, InvalidInput
from loyalty_app.models import Consent
from loyalty_app.operations.give_consent import GiveConsent, give_consent
from tests.factories import a_shop
from tests.operations.phones import a_member


def test_the_words_the_language_the_place_and_the_time_are_kept_s70(app: Flask) -> None:
    shop = a_shop()
    member = a_member(shop)
    given = give_consent(GiveConsent(customer=member, wording="Schéckt mir Neiegkeeten.", locale="lb"))
    kept = db.session.scalars(select(Consent).where(Consent.purpose == "marketing")).one()
    assert (kept.customer_id, kept.wording, kept.locale) == (member.customer_id, "Schéckt mir Neiegkeeten.", "lb")
    assert (kept.store_id, kept.channel, kept.given_at) == (shop.store_id, "qr", given.given_at)


def test_who_consents_already_keeps_the_consent_they_gave(app: Flask) -> None:
    member = a_member(a_shop())
    first = give_consent(GiveConsent(customer=member, wording="News, please."))
    assert give_consent(GiveConsent(customer=member, wording="More news!")).given_at == first.given_at
    assert len(db.session.scalars(select(Consent).where(Consent.purpose == "marketing")).all()) == 1


def test_without_words_and_without_a_person_there_is_no_consent(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput):
        give_consent(GiveConsent(customer=a_member(shop), wording=" "))
    nobody = CustomerActor(merchant_id=shop.merchant_id, customer_id=10**9)
    with pytest.raises(CustomerUnknown):
        give_consent(GiveConsent(customer=nobody, wording="News, please."))
