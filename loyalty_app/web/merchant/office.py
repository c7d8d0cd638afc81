"""The frame of every office page: the shop, the pages there are, who is signed in."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.callers import UserCaller
from loyalty_app.queries.stores import StoreView, list_stores
from loyalty_app.web.public.brand import brand_css_url

Link = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeShop:
    """The merchant as the navigation shows it."""

    name: str
    mark: None = None
    logo_icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What layouts/office.html reads."""

    shop: OfficeShop
    subtitle: str | None
    groups: tuple[tuple[str | None, tuple[Link, ...]], ...]
    tabs: tuple[Link, ...]
    person: str
    log_out_url: str
    on_behalf: None = None


def show(template: str, *, status: int = 200, **values: object) -> Response:
    """The office page `merchant/<template>.html` with its values."""
    user = this_user()
    page = render_template(
        f"merchant/{template}.html",
        office=_office(user),
        brand_css_url=_brand_css_url(user),
        **values,
    )
    return make_response(page, status)


def this_user() -> UserCaller:
    """Who is signed in."""
    user = current_caller().user
    assert user is not None
    return user


def _brand_css_url(user: UserCaller) -> str | None:
    has_program = user.merchant_code is not None and user.design_version is not None
    return brand_css_url(user.merchant_code, user.design_version) if has_program else None  # type: ignore[arg-type]


def stores_in_reach(actor: Actor) -> tuple[StoreView, ...]:
    """The merchant's stores; only their own for somebody limited to one."""
    stores = list_stores(db.session.connection(), actor.merchant_id)
    return tuple(store for store in stores if actor.store_id in (None, store.id))


def _office(user: UserCaller) -> Office:
    tablets = _link(_("Tablets"), "merchant.devices", "tablet")
    staff = _link(_("Staff PINs"), "merchant.pins", "key")
    overview = _link(_("Overview"), "merchant.overview", "home")
    poster = _link(_("Poster"), "merchant.poster", "poster")
    return Office(
        shop=OfficeShop(name=user.merchant_name or ""),
        subtitle=None,
        groups=((None, (overview,)), (_("Program"), (poster,)), (_("Counter"), (staff, tablets))),
        tabs=(overview, staff, tablets),
        person=user.email,
        log_out_url=url_for("auth.logout"),
    )


def _link(words: str, endpoint: str, icon: str) -> Link:
    path = url_for(endpoint)
    is_here = request.path == path or (not path.endswith("/") and request.path.startswith(f"{path}/"))
    return words, path, icon, is_here
