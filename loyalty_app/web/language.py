"""Which language a page speaks, and whose clock: the one chosen here, else the browser's, else the shop's."""

from datetime import datetime
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, get_locale, get_translations

from loyalty_app.edge.caller import Caller, cookie_name
from loyalty_app.texts.amounts import number
from loyalty_app.texts.locales import NAMES, choose_locale, supported_locale
from loyalty_app.texts.moments import day, moment, time_of_day

COOKIE = "language"
DEFAULT_TIMEZONE = "Europe/Luxembourg"
LANGUAGES = tuple(NAMES.items())


def configure_language(app: Flask) -> None:
    """Translate templates and sentences; numbers, money and times as the reader writes them."""
    Babel(app, locale_selector=language, timezone_selector=timezone)
    # A page has dozens of sentences: its catalogue is looked up once.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(number=number, day=_day, moment=_moment, time_of_day=_time_of_day)
    app.context_processor(_frame)


def language() -> str:
    """The locale of this request: one of the four, whatever was asked for."""
    chosen = supported_locale(request.args.get("lang")) or request.cookies.get(cookie_name(COOKIE))
    return choose_locale(request.headers.get("Accept-Language"), chosen, _of_the_shop())


def timezone() -> str:
    """The store's zone: times are always those of the shop."""
    caller: Caller | None = g.get("caller")
    return caller.timezone if caller else DEFAULT_TIMEZONE


def _catalogue() -> Any:
    locale = get_locale()
    kept = g.get("catalogue")
    if kept is None or kept[0] is not locale:
        kept = g.catalogue = (locale, get_translations())
    return kept[1]


def _of_the_shop() -> str:
    caller: Caller | None = g.get("caller")
    if "storefront" in g:
        return str(g.storefront.default_locale)
    if caller and caller.terminal:
        return caller.terminal.default_locale
    return caller.user.locale if caller and caller.user else "en"


def _day(value: datetime) -> str:
    return day(value, timezone())


def _moment(value: datetime) -> str:
    return moment(value, timezone())


def _time_of_day(value: datetime) -> str:
    return time_of_day(value, timezone())


def _frame() -> dict[str, object]:
    return {"lang": str(get_locale() or "en")}
