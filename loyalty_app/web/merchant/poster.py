"""The poster of each store: look at it, and download it to print or the code alone to use elsewhere.

What draws it is loaded when somebody asks for one: no start waits for its fonts.
"""

from dataclasses import dataclass

from flask import Response, current_app, make_response, request

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.errors import NotFound, ProgramUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.program_images import find_logo
from loyalty_app.queries.program_view import ProgramView, find_program
from loyalty_app.queries.stores import StoreView
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.locales import supported_locale
from loyalty_app.unit_of_work import clock
from loyalty_app.web.language import LANGUAGES, language
from loyalty_app.web.merchant.office import show, stores_in_reach
from loyalty_app.web.poster.contents import PosterContents, join_url, poster_contents
from loyalty_app.web.poster.papers import A4, PAPERS, Paper
from loyalty_app.web.qr import qr_png_file, qr_svg_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which poster: of which store, on which paper, in which language."""

    store: StoreView
    paper: Paper
    language: str


def poster() -> Response:
    """Choose store, paper and language, and see what comes out."""
    program, stores = _program(), _stores()
    if program is None or not stores:
        return show("poster", program=program, stores=stores)
    from loyalty_app.web.poster.sheets import poster_svg as draw_svg

    chosen = _chosen(stores)
    return show(
        "poster",
        program=program,
        stores=stores,
        chosen=chosen,
        stores_to_choose=[(store.code, store.name) for store in stores],
        papers=_paper_choices(),
        languages=LANGUAGES,
        picture=draw_svg(chosen.paper, _contents(program, chosen), title=_title(chosen)),
        join_url=_join_url(chosen.store),
    )


def poster_pdf() -> Response:
    """The poster to print."""
    chosen, program = _chosen(_stores()), _program()
    if program is None:
        raise ProgramUnknown
    from loyalty_app.web.poster.sheets import poster_pdf as draw_pdf

    body = draw_pdf(chosen.paper, _contents(program, chosen), title=_title(chosen), now=clock.now())
    return _file(body, "application/pdf", f"poster-{chosen.store.code}-{chosen.paper.code}-{chosen.language}.pdf")


def poster_svg() -> Response:
    """The code alone, to be put on anything of any size."""
    store = _chosen(_stores()).store
    return _file(qr_svg_file(_join_url(store)), "image/svg+xml", f"qr-{store.code}.svg")


def poster_png() -> Response:
    """The code alone, for programs that want dots."""
    store = _chosen(_stores()).store
    return _file(qr_png_file(_join_url(store)), "image/png", f"qr-{store.code}.png")


def _program() -> ProgramView | None:
    try:
        return find_program(db.session.connection(), current_caller().acting.merchant_id, clock.now())
    except ProgramUnknown:
        return None


def _stores() -> tuple[StoreView, ...]:
    return tuple(store for store in stores_in_reach(current_caller().acting) if store.is_active)


def _chosen(stores: tuple[StoreView, ...]) -> Chosen:
    """What the address asks for; the first store, A4 and the reader's language where it does not say."""
    code = request.args.get("store_code")
    store = next((store for store in stores if code in (None, store.code)), None)
    paper = PAPERS.get(request.args.get("paper", A4.code))
    if store is None or paper is None:
        raise NotFound
    return Chosen(store=store, paper=paper, language=supported_locale(request.args.get("language")) or language())


def _contents(program: ProgramView, chosen: Chosen) -> PosterContents:
    settings: Settings = current_app.extensions["settings"]
    logo = find_logo(db.session.connection(), program.id)
    return poster_contents(program, chosen.store, language=chosen.language, base_url=settings.base_url, logo=logo)


def _join_url(store: StoreView) -> str:
    settings: Settings = current_app.extensions["settings"]
    return join_url(settings.base_url, store.code)


def _paper_choices() -> list[tuple[str, str]]:
    words = {"a4": gettext("A4 poster"), "a5": gettext("A5 poster"), "tent": gettext("Table tent")}
    return [(code, words[code]) for code in PAPERS]


def _title(chosen: Chosen) -> str:
    return gettext("Poster of %(store)s", store=chosen.store.name)


def _file(body: bytes, kind: str, name: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
