"""The frame of every page of the platform: the pages there are, and who is signed in."""

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from loyalty_app.edge.caller import current_caller
from loyalty_app.web.merchant.office import Link, Office, OfficeShop


def show(template: str, **values: object) -> Response:
    """The page `admin/<template>.html` with its values."""
    return make_response(render_template(f"admin/{template}.html", office=_office(), **values))


def _office() -> Office:
    user = current_caller().user
    assert user is not None
    pages = (_link(_("Merchants"), "admin.overview", "store"), _link(_("Wallets"), "admin.wallets", "wallet"))
    return Office(
        shop=OfficeShop(name=_("Platform"), logo_icon="shield"),
        subtitle=None,
        groups=((None, pages),),
        tabs=pages,
        person=user.email,
        log_out_url=url_for("auth.logout"),
    )


def _link(words: str, endpoint: str, icon: str) -> Link:
    return words, url_for(endpoint), icon, request.path == url_for(endpoint)
