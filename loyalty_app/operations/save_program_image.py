"""The owner gives the program a logo or a large picture, or takes it away."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.models import ProgramImage
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import lock_program, passes_follow
from loyalty_app.operations.rights import require_owner
from loyalty_app.operations.uploaded_picture import Picture
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

KINDS = ("logo", "hero")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProgramImage(Command):
    """The picture of that kind (logo or hero) from now on; None takes it away."""

    actor: Actor
    kind: str
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramImageSaved(Outcome):
    """The hash of the picture, None for none, and the version of the design that shows it."""

    sha256: str | None
    design_version: int


@operation
def save_program_image(work: Work, command: SaveProgramImage) -> ProgramImageSaved:
    """All passes of the program follow, unless it is the picture that is there already.

    Refuses forbidden below an owner, program_unknown, and a kind that does not exist.
    """
    require_owner(command.actor)
    if command.kind not in KINDS:
        raise InvalidInput.of("kind", "field_type", expected="one_of", choices=list(KINDS))
    program = lock_program(work, command.actor)
    wanted = command.picture.sha256 if command.picture else None
    before = _hash_of(work, program.id, command.kind)
    version: int = program.design_version
    if wanted != before:
        version += 1
        _replace(work, program.id, command)
        passes_follow(work, command.actor.merchant_id)
        _record(work, command, program.id, before)
    return ProgramImageSaved(sha256=wanted, design_version=version)


def _hash_of(work: Work, program_id: int, kind: str) -> str | None:
    found: str | None = work.connection.execute(
        select(ProgramImage.sha256).where(ProgramImage.program_id == program_id, ProgramImage.kind == kind)
    ).scalar()
    return found


def _replace(work: Work, program_id: int, command: SaveProgramImage) -> None:
    is_it = (ProgramImage.program_id == program_id) & (ProgramImage.kind == command.kind)
    work.connection.execute(delete(ProgramImage).where(is_it))
    if command.picture is None:
        return
    values: dict[str, Any] = {
        "merchant_id": command.actor.merchant_id,
        "program_id": program_id,
        "kind": command.kind,
        "png": command.picture.png,
        "width": command.picture.width,
        "height": command.picture.height,
        "sha256": command.picture.sha256,
    }
    work.connection.execute(insert(ProgramImage).values(values))


def _record(work: Work, command: SaveProgramImage, program_id: int, before: str | None) -> None:
    after = command.picture.sha256 if command.picture else None
    event = Event(
        what=f"program_{command.kind}_changed",
        subject=f"program:{program_id}",
        before={"sha256": before},
        after={"sha256": after},
    )
    record_event(work, command.actor, event)
