"""A page of yesterday's build meets today's server: fetched anew at rest, never with a customer (B095, U61)."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories import a_card, a_shop
from tests.web.tablets import COUNTER, a_tablet, an_open_tablet, code, screen, words

SAID = {"en": "Updating …", "fr": "Mise à jour …", "de": "Wird aktualisiert …", "lb": "Gëtt aktualiséiert …"}
OLD = {"Page-Build": "00000000"}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("path", [COUNTER, f"{COUNTER}/attract?next=/store/loyalty/cards"])
def test_b095_a_page_of_an_older_build_is_fetched_anew_where_the_counter_rests(
    app: Flask, path: str, language: str
) -> None:
    tablet = an_open_tablet(app, a_shop())
    tablet.client.set_cookie("language", language)
    answer = tablet.get(path, htmx=True, headers=OLD)
    assert (answer.status_code, code(answer)) == (409, "reload_needed")
    assert answer.headers["HX-Redirect"] == path
    assert SAID[language] in words(answer)


def test_b095_locking_leads_an_older_page_to_the_new_one_with_the_work_kept(app: Flask) -> None:
    shop = a_shop()
    card, tablet = a_card(shop), an_open_tablet(app, shop)
    tablet.get(f"{COUNTER}/cards/{card.id}")
    place = tablet.post(f"{COUNTER}/lock", htmx=True, headers=OLD).location
    assert f"next={COUNTER}/cards/{card.id}" in place
    answer = tablet.get(place, htmx=True, headers=OLD)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (409, place)


def test_u61_with_a_customer_an_older_page_is_served_as_ever(app: Flask) -> None:
    shop = a_shop()
    card, tablet = a_card(shop), an_open_tablet(app, shop)
    assert screen(tablet.get(f"{COUNTER}/cards/{card.id}", htmx=True, headers=OLD)) == "card"
    assert screen(tablet.post(f"/store/loyalty/cards/{card.id}/stamps", htmx=True, headers=OLD)) == "result"


def test_this_build_and_pages_without_script_are_never_sent_away(app: Flask) -> None:
    tablet = a_tablet(app, a_shop())
    page = tablet.get(COUNTER)
    build = page.headers["Page-Build"]
    assert f'<meta name="page-build" content="{build}">' in page.text
    assert tablet.get(COUNTER, htmx=True, headers={"Page-Build": build}).status_code == 200
    assert tablet.get(COUNTER, headers=OLD).status_code == 200


def test_u61_the_menu_says_the_version(app: Flask) -> None:
    tablet = an_open_tablet(app, a_shop())
    page = tablet.get(f"{COUNTER}/menu", htmx=True)
    assert f"Version {page.headers['Page-Build']}" in words(page)


def test_files_and_tills_are_told_nothing(app: Flask) -> None:
    tablet = a_tablet(app, a_shop())
    for path in ("/static/icons/icon.svg", "/api/v1/openapi.json"):
        assert "Page-Build" not in tablet.get(path).headers
