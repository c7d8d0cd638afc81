"""From a tap at the counter to a pass that a strict phone takes: it says what the ledger says."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from PIL import Image

from loyalty_app.db import db
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.save_program_image import SaveProgramImage, save_program_image
from loyalty_app.operations.uploaded_picture import read_picture
from loyalty_app.queries.pass_content import pass_content
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.configure import apple_wallet
from tests.databases import fresh_database
from tests.doubles.apple import BASE_URL, dev_apple, dev_root
from tests.doubles.pkpass import VerifiedPass, strictly_verified
from tests.factories import a_card, a_customer, a_reward, a_shop, reference
from tests.wallets.contents import TOKEN


def taken(card_id: int, run_directory: Path) -> VerifiedPass:
    wallet, now = apple_wallet(), clock.now().replace(microsecond=0)
    assert wallet is not None
    content = pass_content(db.session.connection(), card_id, now)
    data = wallet.build(content, serial=f"card-{card_id}", auth_token=TOKEN, signed_at=now).body
    return strictly_verified(data, dev_root(run_directory), now=now)


def test_the_pass_follows_the_counter(make_app: Callable[..., Flask], sqlite_url: str, run_directory: Path) -> None:
    configured = make_app(sqlite_url, apple=dev_apple(run_directory), base_url=BASE_URL)
    try:
        with configured.app_context():
            shop = a_shop(stamps_target=3, cooldown_minutes=0, max_daily_stamps=100)
            a_reward(shop, name="Cake", points_required=200)
            card = a_card(shop, customer=a_customer(shop, first_name="Zoë", locale="de"))
            for version in range(1, 5):
                add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
                shown = taken(card.id, run_directory).content["userInfo"]
                assert (shown["card_version"], shown["stamp_count"]) == (version, version)
            earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=1500))
            found = taken(card.id, run_directory)
            assert found.content["userInfo"]["points_balance"] == 150
            assert found.content["storeCard"]["headerFields"][0]["value"] == "1 von 3"
            assert found.content["storeCard"]["secondaryFields"][0]["label"] == "1 Prämie bereit"
            encoded = io.BytesIO()
            Image.new("RGB", (600, 600), (200, 0, 0)).save(encoded, "JPEG")
            picture = read_picture(encoded.getvalue())
            save_program_image(SaveProgramImage(actor=shop.owner(), kind="logo", picture=picture))
            with Image.open(io.BytesIO(taken(card.id, run_directory).files["logo@2x.png"])) as logo:
                assert logo.size == (100, 100)
            block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(card), reason="Lost phone"))
            assert taken(card.id, run_directory).content["voided"] is True
            db.session.remove()
    finally:
        fresh_database(sqlite_url)
