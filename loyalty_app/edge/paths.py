"""The parts of an address: row ids that are one, and nothing that only looks like one."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from loyalty_app.domain.shops import CODE_FORM

LARGEST_ID = 2**63 - 1


class RowId(BaseConverter):
    """A row's id in plain digits, as we write it; anything else is an address that does not exist."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        """The id; no match for one that no database row can have."""
        if int(value) > LARGEST_ID:
            raise ValidationError
        return int(value)

    def to_url(self, value: int) -> str:
        """The id as it stands in addresses."""
        return str(int(value))


class ShopCode(BaseConverter):
    """The code of a merchant or store."""

    regex = CODE_FORM


class WalletId(BaseConverter):
    """What phones and passes are called: letters that need no escaping, and nothing that leads elsewhere (B124)."""

    regex = "[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}"


def configure_paths(app: Flask) -> None:
    """Read ids strictly, and take a double slash for what it is: another address."""
    app.url_map.converters["int"] = RowId
    app.url_map.converters["code"] = ShopCode
    app.url_map.converters["wallet_id"] = WalletId
    app.url_map.merge_slashes = False
    app.wsgi_app = _keep_double_slash(app.wsgi_app)  # type: ignore[method-assign]


def _keep_double_slash(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Routing drops slashes at the start of a path: //store/… is spelled so that it matches none of ours (B020)."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("//"):
            environ["PATH_INFO"] = f"/%2F{environ['PATH_INFO'][2:]}"
        return inner(environ, start_response)

    return application
