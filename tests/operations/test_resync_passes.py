"""Sending the passes of a card once more."""

from __future__ import annotations

import pytest
from flask import Flask

from loyalty_app.domain.errors import CardUnknown
from loyalty_app.operations.resync_passes import ResyncPasses, resync_passes
from tests.factories import a_card, a_shop
from tests.operations.passes import a_card_on_a_phone, phone, publish_due, standing


def test_a_level_pass_is_published_and_its_phone_woken_all_the_same(app: Flask) -> None:
    card, pass_id, device_id = a_card_on_a_phone(a_shop())
    before = standing(pass_id)
    assert resync_passes(ResyncPasses(card_number=card.card_number)).passes == 1
    assert publish_due().published == 1
    assert standing(pass_id).update_tag > before.update_tag
    assert phone(device_id).push_due_at is not None


def test_a_card_without_passes_has_none_to_send(app: Flask) -> None:
    assert resync_passes(ResyncPasses(card_number=a_card(a_shop()).card_number)).passes == 0


def test_a_number_of_no_card_is_refused(app: Flask) -> None:
    with pytest.raises(CardUnknown):
        resync_passes(ResyncPasses(card_number="000000000000"))
