"""An owner, manager or admin signs in with e-mail and password, and out again."""

from flask import Response, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.domain.errors import InvalidInput, SignInFailed
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.sign_in_user import SignInUser, sign_in_user
from loyalty_app.operations.sign_out_user import SignOutUser, sign_out_user
from loyalty_app.web.cookies import drop_cookie, set_cookie
from loyalty_app.web.forms import text
from loyalty_app.web.htmx import own_path
from loyalty_app.web.language import timezone


def login_form() -> Response:
    """E-mail and password."""
    return _show(next_path=request.args.get("next"))


def login() -> AnyResponse:
    """Begin a session; a wrong address and a wrong password look the same."""
    try:
        signed_in = sign_in_user(
            SignInUser(email=text("email", longest=254), password=request.form.get("password", "")[:200])
        )
    except (SignInFailed, InvalidInput):
        return _show(email=text("email", longest=254), next_path=request.form.get("next"), refusal=SignInFailed())
    session.clear()  # a form token from before the sign-in is worth nothing after it
    home = url_for("admin.overview" if signed_in.merchant_id is None else "merchant.overview")
    response = redirect(own_path(request.form.get("next")) or home, code=303)
    set_cookie(response, "session", signed_in.session_token, expires=signed_in.expires_at, same_site="Lax")
    return response


def logout() -> AnyResponse:
    """End the session on the server: a copied cookie opens nothing any more (S28)."""
    user = current_caller().user
    assert user is not None
    sign_out_user(SignOutUser(user_id=user.id, session_id=user.session_id))
    session.clear()
    response = redirect(url_for("auth.login_form"), code=303)
    drop_cookie(response, "session")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _show(*, email: str = "", next_path: str | None = None, refusal: SignInFailed | None = None) -> Response:
    page = render_template(
        "auth/login.html",
        email=email,
        next_path=own_path(next_path),
        refusal=refusal,
        sentence=texts.sentence(refusal, timezone=timezone()) if refusal else None,
    )
    return make_response(page, refusal.status if refusal else 200)
