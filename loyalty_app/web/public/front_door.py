"""Who are you? The way to the counter, to the office, and a word in your language."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.texts.locales import supported_locale
from loyalty_app.web.cookies import set_cookie
from loyalty_app.web.htmx import came_from
from loyalty_app.web.language import COOKIE, LANGUAGES, language


def front_door() -> Response:
    """Three ways in; a customer never needs this page."""
    return make_response(render_template("public/front_door.html", languages=LANGUAGES, language=language()))


def choose_page_language() -> AnyResponse:
    """Speak the chosen language from now on, on the same page."""
    response = redirect(came_from() or url_for("public.front_door"), code=303)
    if chosen := supported_locale(request.form.get("language")):
        set_cookie(response, COOKIE, chosen, same_site="Lax")
    return response
