"""Take the right of a till or a program back: its next request is refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor, PlatformActor
from loyalty_app.domain.errors import NotFound
from loyalty_app.models import ApiToken
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.rights import require_owner
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeApiToken(Command):
    """Revoke one token."""

    actor: Actor | PlatformActor
    token_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTokenRevoked(Outcome):
    """The token opens nothing since `revoked_at`."""

    token_id: int
    revoked_at: datetime


@operation
def revoke_api_token(work: Work, command: RevokeApiToken) -> ApiTokenRevoked:
    """Revoking twice is no mistake. Refuses forbidden below an owner, not_found."""
    theirs = select(ApiToken.revoked_at, ApiToken.label, ApiToken.merchant_id).where(ApiToken.id == command.token_id)
    if isinstance(command.actor, Actor):
        require_owner(command.actor)
        theirs = theirs.where(ApiToken.merchant_id == command.actor.merchant_id)
    token = work.connection.execute(theirs.with_for_update(key_share=True)).one_or_none()
    if token is None:
        raise NotFound
    if token.revoked_at is not None:
        return ApiTokenRevoked(token_id=command.token_id, revoked_at=token.revoked_at)
    work.connection.execute(update(ApiToken).where(ApiToken.id == command.token_id).values(revoked_at=work.now()))
    event = Event(
        what="api_token_revoked",
        subject=f"api_token:{command.token_id}",
        before={"label": token.label},
        merchant_id=token.merchant_id,
    )
    record_event(work, command.actor, event)
    return ApiTokenRevoked(token_id=command.token_id, revoked_at=work.now())
