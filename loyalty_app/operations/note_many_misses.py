"""A tablet or till asked for many cards that nobody has: tell the owner."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.models import TerminalDevice
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteManyMisses(Command):
    """The actor's tablet or till missed so often that it has to wait."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyMissesNoted(Outcome):
    """It stands in the audit trail, and beside the tablet."""


@operation
def note_many_misses(work: Work, command: NoteManyMisses) -> ManyMissesNoted:
    """Write it down; whoever serves there is named, too."""
    actor = command.actor
    device_id = actor.terminal_device_id
    if device_id is not None:
        noted = update(TerminalDevice).where(TerminalDevice.id == device_id)
        work.connection.execute(noted.values(many_misses_at=work.now()))
    subject = f"terminal_device:{device_id}" if device_id is not None else f"api_token:{actor.api_token_id}"
    record_event(work, actor, Event(what="many_cards_not_found", subject=subject))
    return ManyMissesNoted()
