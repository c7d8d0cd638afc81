"""The owner changes the rules or the look of the program; what was recorded keeps the rules it was made under."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import ChangedMeanwhile, ConfirmationRequired, Fact
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.models import LoyaltyProgram
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.create_program import require_purchase_limits
from loyalty_app.operations.program_in_hand import (
    LOOKS,
    RULES,
    SHOWN_ON_PASSES,
    lock_program,
    passes_follow,
    worth_of,
    write_version,
)
from loyalty_app.operations.rights import require_owner
from loyalty_app.queries.liability import members_newly_full, outstanding
from loyalty_app.queries.program_view import ProgramView, find_program
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

LARGE_JUMP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProgram(Command):
    """Change what `fields` names. `version_id`: the rules the owner looked at; `confirmed`: they saw the effect."""

    actor: Actor
    fields: ProgramFields
    version_id: int | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramChanged(Outcome):
    """The program as it is now; `rewards_below_minimum` names rewards nobody reaches without more points."""

    program: ProgramView
    rewards_below_minimum: tuple[str, ...]


@operation
def change_program(work: Work, command: ChangeProgram) -> ProgramChanged:
    """Refuses forbidden below an owner, program_unknown, what is out of range, and changed_meanwhile with the values of
    now as facts (version_id, and each field that was to be changed).

    Refuses confirmation_required, with the effect as facts, when cards would be full at once
    (members_with_full_card), balances would not count any more (members_with_balance), what is owed would be
    ten times as much (liability_before_cents, liability_after_cents), or every purchase from now on would earn ten
    times as many points (points_per_euro_before, points_per_euro_after).
    """
    require_owner(command.actor)
    named = command.fields.checked()
    before = lock_program(work, command.actor)._asdict()
    if command.version_id is not None and command.version_id != before["current_version_id"]:
        raise ChangedMeanwhile(version_id=before["current_version_id"], **{name: before[name] for name in named})
    changes = {name: value for name, value in named.items() if value != before[name]}
    after = {**before, **changes}
    require_purchase_limits(after)
    if not command.confirmed and (effect := _effect(work, before, after)):
        raise ConfirmationRequired(**effect)
    if changes:
        _write(work, command.actor, before, changes)
    program = find_program(work.connection, command.actor.merchant_id, work.now())
    below = tuple(
        reward.name for reward in program.rewards if reward.points_required < program.minimum_redemption_points
    )
    return ProgramChanged(program=program, rewards_below_minimum=below)


def _effect(work: Work, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Fact]:
    effect: dict[str, Fact] = {}
    if after["stamps_target"] < before["stamps_target"]:
        full = members_newly_full(
            work.connection,
            before["id"],
            target_before=before["stamps_target"],
            target_after=after["stamps_target"],
        )
        if full:
            effect["members_with_full_card"] = full
    if after["points_per_euro"] >= LARGE_JUMP * before["points_per_euro"]:
        effect |= {
            "points_per_euro_before": before["points_per_euro"],
            "points_per_euro_after": after["points_per_euro"],
        }
    worth_before, worth_after = worth_of(before), worth_of(after)
    counts_less = before["loyalty_type"] != after["loyalty_type"] and after["loyalty_type"] != "hybrid"
    if worth_after == worth_before and not counts_less:
        return effect
    owed_before = outstanding(work.connection, before["id"], worth_before)
    owed_after = outstanding(work.connection, before["id"], worth_after)
    lost = owed_before.points if after["loyalty_type"] == "stamps" else owed_before.stamps
    if counts_less and lost:
        effect["members_with_balance"] = owed_before.members_with_balance
    if owed_after.liability_cents > 0 and owed_after.liability_cents >= LARGE_JUMP * owed_before.liability_cents:
        effect |= {
            "liability_before_cents": owed_before.liability_cents,
            "liability_after_cents": owed_after.liability_cents,
        }
    return effect


def _write(work: Work, actor: Actor, before: dict[str, Any], changes: dict[str, Any]) -> None:
    work.connection.execute(update(LoyaltyProgram).where(LoyaltyProgram.id == before["id"]).values(changes))
    if any(name in changes for name in SHOWN_ON_PASSES):
        passes_follow(work, actor.merchant_id)
    write_version(work, actor, before["id"], {name: before[name] for name in (*RULES, *LOOKS)} | changes)
    event = Event(
        what="program_changed",
        subject=f"program:{before['id']}",
        before={name: before[name] for name in changes},
        after=changes,
    )
    record_event(work, actor, event)
