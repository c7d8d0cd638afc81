"""The loop draws what programs look like before anybody asks for a pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask

from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.jobs.draw_pictures import run_draw_pictures
from loyalty_app.operations.change_program import ChangeProgram, change_program
from loyalty_app.operations.save_program_image import SaveProgramImage, save_program_image
from loyalty_app.wallets.apple import drawing
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.pictures.files import PictureFiles
from tests.api.apple.phones import held
from tests.conftest import app_on
from tests.databases import Kind
from tests.doubles.apple import BASE_URL
from tests.factories import Shop, a_card, a_shop
from tests.operations.test_save_program_image import a_picture


@pytest.fixture(params=list(Kind), name="app")
def apple_app(request: pytest.FixtureRequest, make_apple_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    """The application with Apple Wallet configured and no picture drawn yet."""
    for made in app_on(request, make_apple_app):
        known: AppleWallet = made.extensions["apple_wallet"]
        files = PictureFiles(tmp_path)
        wallet = AppleWallet(known.credentials, BASE_URL, known.pictures._find_image, files)
        with patch.dict(made.extensions, apple_wallet=wallet):
            yield made


def colour(shop: Shop, value: str) -> None:
    change_program(ChangeProgram(actor=shop.owner(), fields=ProgramFields(card_color=value)))


def test_the_first_pass_of_a_design_draws_nothing(app: Flask) -> None:
    shop = a_shop(stamps_target=4)
    assert run_draw_pictures(dry_run=True) == {"drawn": 7}
    assert run_draw_pictures(dry_run=False) == {"drawn": 7, "forgotten": 0}
    assert run_draw_pictures(dry_run=False)["drawn"] == 0
    with patch.object(drawing, "_png", side_effect=AssertionError("drawn")):
        assert held(app, a_card(shop)).fetch().status_code == 200


def test_a_new_look_rings_and_is_drawn(app: Flask) -> None:
    shop = a_shop(stamps_target=4)
    run_draw_pictures(dry_run=False)
    doorbell.wait(Due.PICTURES, 0)
    colour(shop, "#1A7F5A")
    assert doorbell.wait(Due.PICTURES, 0)
    assert run_draw_pictures(dry_run=False)["drawn"] == 7
    save_program_image(SaveProgramImage(actor=shop.owner(), kind="logo", picture=a_picture()))
    assert doorbell.wait(Due.PICTURES, 0)
    assert run_draw_pictures(dry_run=False)["drawn"] == 1
    colour(shop, "#1A7F5A")
    assert run_draw_pictures(dry_run=False)["drawn"] == 0


def test_without_a_wallet_there_is_nothing_to_draw(app: Flask) -> None:
    a_shop()
    with patch.dict(app.extensions, apple_wallet=None):
        assert run_draw_pictures(dry_run=False) == {}
