"""Everything the shop keeps about me: to read, and as a file for another program (S71)."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Response, make_response
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.operations.request_export import RequestExport, request_export
from loyalty_app.queries.my_data import everything_about
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web.storefront.export_words import SECTIONS, VALUES
from loyalty_app.web.storefront.page import show, storefront, this_customer
from loyalty_app.web.storefront.screens import Section

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def export_page(store_code: str) -> AnyResponse:
    """All of it, readable; that it was asked for is noted and told by mail."""
    return show("export", at="storefront.privacy", sections=tuple(_sections(_everything())))


def export_file(store_code: str) -> AnyResponse:
    """The same as JSON."""
    response: Response = make_response(json.dumps(_everything(), ensure_ascii=False, indent=2) + "\n")
    name = f"{storefront().merchant_code}-{clock.now():%Y-%m-%d}.json"
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _everything() -> dict[str, Any]:
    customer = this_customer()
    request_export(RequestExport(actor=customer.acting, customer_id=customer.id))
    return everything_about(db.session.connection(), customer.merchant_id, customer.id)


def _sections(everything: dict[str, Any]) -> Iterable[Section]:
    """One section per kind of data."""
    for name, values in everything.items():
        if name in SECTIONS:
            entries = values if isinstance(values, list) else [values]
            yield Section(title=str(SECTIONS[name]), entries=tuple(tuple(_facts(entry)) for entry in entries))


def _facts(entry: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name, value in entry.items():
        if value not in (None, "", [], {}):
            yield str(VALUES.get(name, name)), _readable(value)


def _readable(value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return moment(datetime.fromisoformat(value), storefront().timezone)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
