"""A browser becomes this store's tablet."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.domain.errors import InvalidInput, PairingCodeInvalid, RateLimited, Refusal
from loyalty_app.domain.pairing import confirmation_words
from loyalty_app.domain.tokens import token_hash
from loyalty_app.edge.caller import cookie_name, current_caller
from loyalty_app.operations.pair_device import COOKIE_KEPT_FOR, PairDevice, pair_device
from loyalty_app.unit_of_work import clock
from loyalty_app.web import problems
from loyalty_app.web.cookies import set_cookie
from loyalty_app.web.forms import optional_text


def pair_form() -> Response:
    """The code's field; a scanned code is filled in, and a button asks before it is used up."""
    return show_pairing(code=request.args.get("code", "")[:20])


def pair() -> AnyResponse:
    """Use the code up; this browser gets the tablet's key."""
    try:
        paired = pair_device(PairDevice(code=request.form.get("code", ""), label=optional_text("label")))
    except (PairingCodeInvalid, InvalidInput) as refusal:
        problems.note(refusal)
        return show_pairing(code=request.form.get("code", "")[:20], refusal=refusal)
    response = redirect(url_for("terminal.paired"), code=303)
    set_cookie(response, "terminal", paired.device_token, expires=clock.now() + COOKIE_KEPT_FOR)
    return response


def paired() -> Response:
    """The two words that the manager's list shows too."""
    words = confirmation_words(token_hash(request.cookies[cookie_name("terminal")]))
    return make_response(render_template("terminal/paired.html", words=words, tablet=current_caller().terminal))


def refuse_more_tries() -> Response:
    """Whoever tries too many codes hears no more than with the first (B094)."""
    return show_pairing(code=request.form.get("code", "")[:20], refusal=PairingCodeInvalid(), status=RateLimited.status)


def show_pairing(*, code: str, refusal: Refusal | None = None, status: int | None = None) -> Response:
    """The code's field, and what is wrong with the code that was sent."""
    sentence = problems.sentence_of(refusal) if refusal else None
    page = render_template("terminal/pair.html", code=code, error=sentence, refusal=refusal)
    return make_response(page, status or (refusal.status if refusal else 200))
