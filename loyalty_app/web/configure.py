"""Putting the HTML edge into the application."""

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from loyalty_app.config import Settings
from loyalty_app.domain.stamping import shown_stamps
from loyalty_app.web.admin.routes import register_admin
from loyalty_app.web.assets import configure_assets
from loyalty_app.web.auth.routes import register_auth
from loyalty_app.web.builds import configure_builds
from loyalty_app.web.cookies import configure_cookies
from loyalty_app.web.htmx import configure_htmx
from loyalty_app.web.language import configure_language
from loyalty_app.web.merchant.routes import register_merchant
from loyalty_app.web.page_tokens import configure_page_tokens
from loyalty_app.web.problems import configure_problems
from loyalty_app.web.public.routes import register_public
from loyalty_app.web.store.routes import register_store
from loyalty_app.web.storefront.routes import register_storefront
from loyalty_app.web.terminal.routes import register_terminal
from loyalty_app.web.warming import keep_compiled_templates

_THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]


def configure_web(app: Flask, settings: Settings) -> None:
    """Everything pages need, then every audience's addresses."""
    _know_our_hosts(app, settings)
    configure_cookies(app, settings)
    keep_compiled_templates(app, settings)
    configure_htmx(app)
    configure_language(app)
    configure_page_tokens(app)
    configure_assets(app)
    configure_builds(app)
    configure_problems(app)
    app.jinja_env.globals["shown_stamps"] = shown_stamps
    register_public(app)
    register_terminal(app)
    register_store(app)
    register_auth(app)
    register_merchant(app)
    register_admin(app)
    register_storefront(app)


def _know_our_hosts(app: Flask, settings: Settings) -> None:
    """Answer to our own names only (S45): what a proxy says of the host is never believed, of the visitor only
    as many hops as there are.
    """
    host = urlsplit(settings.base_url).hostname
    app.config["TRUSTED_HOSTS"] = sorted({*_THIS_MACHINE, *([host] if host else [])})
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
