"""The poster: what it says, what its code leads to once it is printed, and who may have it (U90)."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from flask import Flask
from PIL import Image

from loyalty_app.db import db
from loyalty_app.domain.colours import contrast
from loyalty_app.models import LoyaltyProgram, MerchantLoyaltySettings, ProgramImage, Store
from loyalty_app.queries.program_view import find_program
from loyalty_app.queries.stores import list_stores
from loyalty_app.unit_of_work import clock
from loyalty_app.web.poster.contents import PosterContents, poster_contents
from loyalty_app.web.poster.lettering import lines_of, width
from loyalty_app.web.poster.papers import PAPERS, TENT, Paper
from loyalty_app.web.qr import printed_code
from tests.factories import Shop, a_reward, a_shop, a_store
from tests.printed import decoded, drawn, places_of_codes, rendered, words_of
from tests.web.visitors import Visitor, signed_in

POSTER = "/merchant/loyalty/poster"
PUBLIC = "http://loyalty.example"


@pytest.fixture
def shop(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop whose public address is not the one of the test's requests."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], base_url=PUBLIC))
    shop = a_shop(stamps_reward_description="Free coffee", card_color="#0f4c5c", card_secondary_color="#f6b872")
    db.session.get_one(Store, shop.store_id).code = "gare"
    db.session.commit()
    return shop


def pdf_of(visitor: Visitor, **choice: str) -> pypdfium2.PdfDocument:
    answer = visitor.get(f"{POSTER}/pdf", query_string=choice)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return pypdfium2.PdfDocument(answer.data)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_the_printed_code_leads_to_the_store(app: Flask, shop: Shop, paper: Paper) -> None:
    with pdf_of(signed_in(app, shop), paper=paper.code) as pdf:
        assert len(pdf) == 1
        found = decoded(rendered(pdf[0]))
    assert found == [f"{PUBLIC}/j/gare"] * (2 if paper is TENT else 1)


def test_the_code_keeps_its_quiet_zone_on_every_paper(app: Flask, shop: Shop) -> None:
    owner, modules = signed_in(app, shop), printed_code(f"{PUBLIC}/j/gare").symbol_size(border=0)[0]
    for paper in PAPERS:
        with pdf_of(owner, paper=paper) as pdf:
            picture = rendered(pdf[0]).convert("L")
        for left, top, right, bottom in places_of_codes(picture):
            quiet = round(3.8 * (right - left) / modules)  # the decoder's corners are a fraction of a module off
            around = picture.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
            around.paste(255, (quiet - 3, quiet - 3, around.width - quiet + 3, around.height - quiet + 3))
            assert around.getextrema() == (255, 255), paper


@pytest.mark.parametrize("file", ["svg", "png"])
def test_the_code_alone_leads_to_the_store(app: Flask, shop: Shop, file: str) -> None:
    answer = signed_in(app, shop).get(f"{POSTER}/{file}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="qr-gare.{file}"'
    picture = drawn(answer.text) if file == "svg" else Image.open(BytesIO(answer.data))
    assert decoded(picture) == [f"{PUBLIC}/j/gare"]


def test_the_sheet_has_its_size_after_cutting_and_colour_around_it(app: Flask, shop: Shop) -> None:
    with pdf_of(signed_in(app, shop), paper="a5") as pdf:
        page = pdf[0]
        cut, whole = page.get_trimbox(), page.get_mediabox()
        assert page.get_cropbox() == cut
    assert [round((cut[2] - cut[0]) * 25.4 / 72), round((cut[3] - cut[1]) * 25.4 / 72)] == [148, 210]
    assert [round((whole[2] - whole[0]) * 25.4 / 72), round((whole[3] - whole[1]) * 25.4 / 72)] == [154, 216]


@pytest.mark.parametrize(
    ("language", "step"), [("en", "Collect"), ("fr", "Cumulez"), ("de", "Sammeln"), ("lb", "Sammelen")]
)
def test_the_poster_speaks_each_language(app: Flask, shop: Shop, language: str, step: str) -> None:
    with pdf_of(signed_in(app, shop), language=language) as pdf:
        said = words_of(pdf[0])
    assert step in said
    assert "Free coffee" in said
    assert "loyalty.example/j/gare" in said


def test_a_points_program_says_what_points_are_good_for(app: Flask, shop: Shop) -> None:
    db.session.get_one(LoyaltyProgram, shop.program_id).loyalty_type = "points"
    a_reward(shop, name="Cake of the day", points_required=500)
    with pdf_of(signed_in(app, shop), paper="tent") as pdf:
        assert words_of(pdf[0]).count("500 points – Cake of the day") == 2


@pytest.mark.parametrize("size", [(90, 90), (400, 60)], ids=["square", "wide"])
def test_the_programs_logo_stands_in_place_of_the_letter(app: Flask, shop: Shop, size: tuple[int, int]) -> None:
    owner, png = signed_in(app, shop), BytesIO()
    Image.new("RGB", size, (255, 0, 255)).save(png, "PNG")
    image = {"merchant_id": shop.merchant_id, "program_id": shop.program_id, "kind": "logo", "sha256": "0" * 64}
    db.session.add(ProgramImage(**image, png=png.getvalue(), width=size[0], height=size[1]))
    db.session.commit()
    with pdf_of(owner) as pdf:
        picture = rendered(pdf[0]).convert("RGB")
        colours = {colour for _, colour in picture.getcolors(maxcolors=2**20) or ()}
    assert (255, 0, 255) in colours
    assert "data:image/png;base64," in owner.get(POSTER).text


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#f2c230", "#777777", "#ff0000"])
def test_words_are_readable_on_any_colour(shop: Shop, colour: str) -> None:
    contents = _contents(shop, card_color=colour, card_secondary_color=colour)
    assert contrast(contents.colours.on_brand, contents.colours.brand) >= 4.5


def test_the_page_shows_what_will_be_printed(app: Flask, shop: Shop) -> None:
    owner = signed_in(app, shop)
    page = owner.get(POSTER, query_string={"language": "fr", "paper": "tent"}).text
    assert page.count("Cumulez") == 2
    assert f"{PUBLIC}/j/gare" in page
    assert 'href="/merchant/loyalty/poster"' in owner.get("/merchant/loyalty/").text


def test_a_manager_of_one_store_prints_only_its_poster(app: Flask, shop: Shop) -> None:
    a_store(shop.merchant_id, code="kirchberg", name="Kirchberg")
    manager = signed_in(app, shop, role="manager", store_id=shop.store_id)
    assert "Kirchberg" not in manager.get(POSTER).text
    assert manager.get(f"{POSTER}/pdf?store_code=kirchberg").status_code == 404
    assert manager.get(f"{POSTER}/pdf?store_code=gare").status_code == 200


@pytest.mark.parametrize("file", ["", "/pdf", "/svg", "/png"])
def test_a_store_of_another_merchant_is_not_known(app: Flask, shop: Shop, file: str) -> None:
    other = signed_in(app, a_shop())
    theirs, unknown = (other.get(f"{POSTER}{file}?store_code={code}") for code in ("gare", "nowhere"))
    assert (theirs.status_code, unknown.status_code) == (404, 404)


def test_strange_choices_are_refused_or_fall_back(app: Flask, shop: Shop) -> None:
    owner = signed_in(app, shop)
    assert owner.get(f"{POSTER}/pdf?paper=a0").status_code == 404
    with pdf_of(owner, language="../../de") as pdf:
        assert "Collect" in words_of(pdf[0])


def test_without_a_program_the_page_says_so(app: Flask, shop: Shop) -> None:
    program = db.session.get_one(LoyaltyProgram, shop.program_id)
    program.deleted_at = program.created_at
    owner = signed_in(app, shop)
    assert "No program yet" in owner.get(POSTER).text
    assert owner.get(f"{POSTER}/pdf").status_code == 404


def test_the_page_says_that_joining_is_switched_off(app: Flask, shop: Shop) -> None:
    settings = db.session.query(MerchantLoyaltySettings).filter_by(merchant_id=shop.merchant_id).one()
    settings.allow_self_enrollment = False
    assert "cannot sign themselves up" in signed_in(app, shop).get(POSTER).text


def test_lines_are_of_nearly_the_same_length_and_never_wider_than_their_room() -> None:
    lines = lines_of("10 stamps – your reward: a free coffee of your choice.", "bold", 20, 180)
    assert all(width(line, "bold", 20) <= 180 for line in lines)
    assert min(map(len, lines)) > max(map(len, lines)) / 2
    assert lines_of("Kaffeespezialitätengutschein Heißgetränkekarte", "bold", 20, 10) == (
        "Kaffeespezialitätengutschein",
        "Heißgetränkekarte",
    )


def _contents(shop: Shop, **design: str) -> PosterContents:
    program = find_program(db.session.connection(), shop.merchant_id, clock.now())
    (store, *_) = list_stores(db.session.connection(), shop.merchant_id)
    return poster_contents(replace(program, **design), store, language="en", base_url=PUBLIC)  # type: ignore[arg-type]
