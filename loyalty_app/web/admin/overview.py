"""All merchants of the platform at a glance."""

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from loyalty_app.db import db
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.merchants import list_merchants
from loyalty_app.web.merchant.office import Office, OfficeShop


def overview() -> Response:
    """Every merchant with its program, stores and members."""
    user = current_caller().user
    assert user is not None
    here = (_("Merchants"), url_for("admin.overview"), "store", request.path == url_for("admin.overview"))
    office = Office(
        shop=OfficeShop(name=_("Platform"), logo_icon="shield"),
        subtitle=None,
        groups=((None, (here,)),),
        tabs=(here,),
        person=user.email,
        log_out_url=url_for("auth.logout"),
    )
    merchants = list_merchants(db.session.connection())
    return make_response(render_template("admin/overview.html", office=office, merchants=merchants))
