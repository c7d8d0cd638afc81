"""The counter between two customers: ready, locked and inviting, the menu, the last actions."""

from flask import Response, current_app, make_response, redirect, request, url_for
from flask_babel import force_locale
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.config import Settings
from loyalty_app.texts.locales import supported_locale
from loyalty_app.texts.offers import offer
from loyalty_app.web.builds import current_build, require_this_build
from loyalty_app.web.cookies import set_cookie
from loyalty_app.web.htmx import came_from, is_fragment, own_path
from loyalty_app.web.language import COOKIE, LANGUAGES
from loyalty_app.web.language import language as current_language
from loyalty_app.web.poster.contents import join_url
from loyalty_app.web.qr import qr_svg
from loyalty_app.web.store.links import store_links
from loyalty_app.web.terminal.page import front_of_shop, is_unlocked, this_terminal
from loyalty_app.web.terminal.page import show as show_screen
from loyalty_app.web.terminal.receipts import paper_of_tablet
from loyalty_app.web.terminal.screens import Attract, Idle, LastActions, Menu
from loyalty_app.web.terminal.today import today

COUNTER = "/store/loyalty/"


def show() -> Response:
    """Ready for the next customer; locked, the invitation to join."""
    require_this_build()
    if not is_unlocked():
        return attract()
    return show_screen("_scan", Idle(today=today()), address=url_for("terminal.show"))


def attract() -> Response:
    """What passers-by may see: the program, the code to join, languages; no personal data."""
    require_this_build()
    front, caller = front_of_shop(), this_terminal()
    headline = _headline()
    screen = Attract(
        headline=headline,
        other_headlines=tuple(_other_headlines(headline)),
        stamps_target=front.stamps_target if front.loyalty_type != "points" else None,
        join_qr_svg=_join_code(front.store_code) if front.allow_self_enrollment else None,
        languages=LANGUAGES,
        language=current_language(),
        unlock_url=url_for(
            "terminal.unlock_form",
            next=own_path(request.args.get("next"), below=COUNTER),
            staff_id=request.args.get("staff_id") or (caller.staff.id if caller.staff else None),
        ),
    )
    return show_screen("_attract", screen, address=request.full_path.rstrip("?"))


def menu() -> Response:
    """Pages, sound, language, version."""
    return show_screen(
        "_menu",
        Menu(
            paper=paper_of_tablet(),
            links=store_links(),
            languages=LANGUAGES,
            language=current_language(),
            version=current_build(),
        ),
    )


def last_actions() -> Response:
    """The last actions at this store, each with its undo or the reason why not."""
    day = today(longest=10)
    return show_screen("_last_actions", LastActions(today=day, lines=day.lines))


def language() -> AnyResponse:
    """Speak the chosen language at this tablet."""
    place = own_path(came_from(), below=COUNTER) or url_for("terminal.show")
    response: AnyResponse = redirect(place, code=303)
    if is_fragment():  # the whole page speaks another language, not only its middle
        response = make_response()
        response.headers["HX-Redirect"] = place
    if chosen := supported_locale(request.form.get("language")):
        set_cookie(response, COOKIE, chosen)
    return response


def _headline() -> str:
    front = front_of_shop()
    return offer(
        loyalty_type=front.loyalty_type,
        stamps_target=front.stamps_target,
        stamps_reward_description=front.stamps_reward_description,
        points_per_euro=front.points_per_euro,
    )


def _other_headlines(headline: str) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    for code, _ in LANGUAGES:
        with force_locale(code):
            sentence = _headline()
        if code != current_language() and sentence not in (headline, *(other for _, other in said)):
            said.append((code, sentence))
    return said


def _join_code(store_code: str) -> Markup:
    settings: Settings = current_app.extensions["settings"]
    return qr_svg(join_url(settings.base_url, store_code))
