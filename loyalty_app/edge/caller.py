"""Who is calling: found out once per request, before anything else, as the route's policy says."""

from dataclasses import dataclass

from flask import current_app, g, request

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, PinPolicy, Role
from loyalty_app.domain.errors import (
    DeviceRevoked,
    Forbidden,
    InvalidInput,
    NotAllowedAnyMore,
    SessionLocked,
    Unauthenticated,
)
from loyalty_app.domain.origins import Origin, origin_of
from loyalty_app.domain.shops import is_code
from loyalty_app.domain.tokens import token_hash
from loyalty_app.edge.customer_cookie import COOKIE, session_hashes
from loyalty_app.edge.policy import CallerKind, Policy
from loyalty_app.queries import callers
from loyalty_app.unit_of_work import clock

_MAX_TOKEN_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The one who calls. `actor` None: a visitor, or a platform admin who acts for no merchant yet.

    `key` counts requests: a device, token or user has its own allowance.
    """

    kind: CallerKind
    key: str
    actor: Actor | None = None
    timezone: str = "Europe/Luxembourg"
    terminal: callers.TerminalCaller | None = None
    user: callers.UserCaller | None = None
    token: callers.TokenCaller | None = None
    customer: callers.CustomerCaller | None = None

    @property
    def signed_in_customer(self) -> callers.CustomerCaller:
        """The customer of a route that is only for customers."""
        assert self.customer is not None
        return self.customer

    @property
    def acting(self) -> Actor:
        """The actor of a route that is only for those who have one."""
        assert self.actor is not None
        return self.actor


def current_caller() -> Caller:
    """The caller of this request."""
    found: Caller = g.caller
    return found


def identify(policy: Policy) -> Caller:
    """Who calls, or a refusal: unauthenticated, device_revoked, forbidden, store_unknown."""
    match policy.kind:
        case CallerKind.VISITOR:
            return Caller(kind=CallerKind.VISITOR, key=f"address:{request.remote_addr}")
        case CallerKind.TILL:
            return _till(policy)
        case CallerKind.TERMINAL | CallerKind.STAFF:
            return _terminal(policy)
        case CallerKind.USER:
            return _user(policy)
        case CallerKind.CUSTOMER:
            return _customer(policy, session_hashes(request.cookies.get(cookie_name(COOKIE), "")))
        case CallerKind.CUSTOMER_API:
            return _customer(policy, (token_hash(_bearer()),))


def require_allowed(policy: Policy, caller: Caller) -> None:
    """Refuse session_locked at a locked tablet, not_allowed to who left, forbidden to the wrong person at an open one.

    Where the merchant asks for no PIN the tablet itself may work, as the store; what needs a role still needs one.
    """
    if policy.kind is not CallerKind.STAFF or caller.terminal is None:
        return
    if caller.terminal.left_name is not None:
        raise NotAllowedAnyMore(staff_name=caller.terminal.left_name)
    if caller.acting.staff is None and (
        policy.role > Role.NOBODY or caller.terminal.staff_pin_policy is PinPolicy.REQUIRED
    ):
        raise SessionLocked
    if caller.acting.authority < policy.role:
        raise Forbidden


def cookie_name(what: str) -> str:
    """The cookie's name; with the __Host- prefix wherever cookies travel encrypted."""
    settings: Settings = current_app.extensions["settings"]
    return f"__Host-{what}" if settings.cookies_secure else what


def customer_sessions() -> tuple[str, ...]:
    """The hashes of the customers' sessions that a request shows, by header or cookie; none for a visitor.

    For addresses that open without one, too. Refuses unauthenticated for a header that is none of a customer's.
    """
    if "Authorization" in request.headers:
        return (token_hash(_bearer()),)
    return session_hashes(request.cookies.get(cookie_name(COOKIE), ""))


def _till(policy: Policy) -> Caller:
    token = callers.find_api_token(db.session.connection(), token_hash(_bearer()), store_code=_named_store())
    if token is None:
        raise Unauthenticated
    if policy.scopes and token.scope not in policy.scopes:
        raise Forbidden
    if token.role < policy.role:
        raise Forbidden
    if policy.at_one_store and token.store_id is None:
        raise InvalidInput.of("store_code", "field_missing")
    actor = (
        Actor(
            merchant_id=token.merchant_id,
            store_id=token.store_id,
            role=token.role,
            api_token_id=token.id,
            origin=_origin(),
            sees_all_stores=token.scope != "store",
        )
        if token.merchant_id is not None
        else None
    )
    return Caller(kind=CallerKind.TILL, key=f"token:{token.id}", actor=actor, timezone=token.timezone, token=token)


def _bearer() -> str:
    """The secret in the Authorization header; refuses unauthenticated for none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip() or len(secret) > _MAX_TOKEN_LENGTH:
        raise Unauthenticated
    return secret.strip()


def _named_store() -> str | None:
    """The store that the address names; "" for what can be no code, which no store has."""
    named = request.args.get("store_code")
    return named if named is None or is_code(named) else ""


def _terminal(policy: Policy) -> Caller:
    device = request.cookies.get(cookie_name("terminal"), "")
    session = request.cookies.get(cookie_name("shift"), "")
    terminal = None
    if device:
        terminal = callers.find_terminal(
            db.session.connection(), token_hash(device), token_hash(session) if session else None, clock.now()
        )
    if terminal is None:
        raise Unauthenticated
    if terminal.is_revoked:
        raise DeviceRevoked
    actor = Actor(
        merchant_id=terminal.merchant_id,
        store_id=terminal.store_id,
        staff=None if terminal.is_locked_by_idle else terminal.staff,
        terminal_device_id=terminal.device_id,
        terminal_label=terminal.label,
        origin=_origin(),
    )
    return Caller(
        kind=policy.kind,
        key=f"device:{terminal.device_id}",
        actor=actor,
        timezone=terminal.timezone,
        terminal=terminal,
    )


def _user(policy: Policy) -> Caller:
    secret = request.cookies.get(cookie_name("session"), "")
    user = callers.find_user_session(db.session.connection(), token_hash(secret), clock.now()) if secret else None
    if user is None:
        raise Unauthenticated
    if user.role < policy.role:
        raise Forbidden
    actor = (
        Actor(
            merchant_id=user.merchant_id,
            store_id=user.store_id,
            role=user.role,
            user_id=user.id,
            origin=_origin(),
        )
        if user.merchant_id is not None
        else None
    )
    if actor is None and policy.role is not Role.PLATFORM_ADMIN:
        raise Forbidden
    return Caller(kind=CallerKind.USER, key=f"user:{user.id}", actor=actor, timezone=user.timezone, user=user)


def _customer(policy: Policy, hashes: tuple[str, ...]) -> Caller:
    """The customer at the merchant whose store the address names, if it names one."""
    store_code = (request.view_args or {}).get("store_code")
    customer = callers.find_customer(db.session.connection(), hashes, clock.now(), store_code=store_code)
    if customer is None:
        raise Unauthenticated
    return Caller(kind=policy.kind, key=f"customer:{customer.id}", timezone=customer.timezone, customer=customer)


def _origin() -> Origin:
    return origin_of(request.remote_addr, request.headers.get("User-Agent"))
