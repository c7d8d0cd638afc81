"""Somebody opened a pass's address in a browser and gets none: what happened, and the way to the card."""

from flask import g, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import NotFound, PageExpired, Refusal
from loyalty_app.queries.storefront import find_storefront
from loyalty_app.texts.catalogue import gettext
from loyalty_app.unit_of_work import clock
from loyalty_app.web import problems
from loyalty_app.web.storefront.page import show


def show_refused_pass(refusal: Refusal, store_code: str | None) -> AnyResponse:
    """In the shop's colours where the link says whose card it was; otherwise as every refusal."""
    db.session.rollback()
    if store_code is None:
        return problems.answer_refusal(refusal)
    try:
        front = find_storefront(db.session.connection(), store_code, clock.now())
    except Refusal:  # the shop is closed
        return problems.answer_refusal(refusal)
    g.storefront = front
    problems.note(refusal)
    heading, sentence = _words(refusal)
    return show(
        "message",
        status=refusal.status,
        heading=heading,
        sentence=sentence,
        code=problems.code_of(refusal),
        kind="refused",
        support_code=None,
        actions=[(gettext("Open my card"), url_for("storefront.dashboard", store_code=front.store_code))],
    )


def _words(refusal: Refusal) -> tuple[str, str]:
    if isinstance(refusal, PageExpired):
        said = gettext("It was good for an hour. Open your card; from there it goes into the wallet.")
        return gettext("This link is too old"), said
    if isinstance(refusal, NotFound):
        return gettext("This card is closed"), gettext("It is no longer valid, or it became a part of another card.")
    return texts.headline(refusal), problems.sentence_of(refusal)
