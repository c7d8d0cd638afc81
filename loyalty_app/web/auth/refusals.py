"""When the office says no: sign in first, or a page that says why."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.domain.errors import Refusal, Unauthenticated
from loyalty_app.web import problems
from loyalty_app.web.htmx import own_path


def answer_refusal(refusal: Refusal) -> AnyResponse:
    """Nobody signed in: to the sign-in page and back here afterwards. Anything else: the plain page of the refusal."""
    if isinstance(refusal, Unauthenticated):
        back = own_path(request.full_path.rstrip("?")) if request.method == "GET" else None
        return redirect(url_for("auth.login_form", next=back), code=303)
    return problems.answer_refusal(refusal)
