"""The program: its rules, its look and its rewards."""

from typing import Any, Literal

from flask import current_app
from pydantic import Field

from loyalty_app.api.answers import ProgramAnswer
from loyalty_app.api.calls import call
from loyalty_app.api.fields import Change, Fields, Id, Text, like
from loyalty_app.api.lists import ListQuery, page_of
from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.errors import ChangedMeanwhile, ConfirmationRequired, ProgramExists, ProgramUnknown
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.change_program import ChangeProgram, ProgramChanged
from loyalty_app.operations.change_program import change_program as run_change_program
from loyalty_app.operations.create_program import CreateProgram, ProgramCreated
from loyalty_app.operations.create_program import create_program as run_create_program
from loyalty_app.queries.pages import Page
from loyalty_app.queries.program_view import ProgramReward, find_program
from loyalty_app.unit_of_work import clock

LEFT_OUT: Any = Field(default=None)


class NewProgramFields(Fields):
    """The settings of a program; what is left out takes its default. Money in cents."""

    model_config = like(
        loyalty_type="hybrid", stamps_target=10, stamps_reward_description="A free coffee", points_per_euro=10
    )

    loyalty_type: Literal["stamps", "points", "hybrid"]
    stamps_target: Change = LEFT_OUT
    stamps_reward_description: Text | None = None
    stamps_reward_value_cents: Change = LEFT_OUT
    points_per_euro: Change = LEFT_OUT
    points_expiration_days: Change | None = None
    welcome_bonus_points: Change = LEFT_OUT
    minimum_redemption_points: Change = LEFT_OUT
    minimum_purchase_cents: Change = LEFT_OUT
    maximum_purchase_cents: Change = LEFT_OUT
    point_value_cents_per_100: Change = LEFT_OUT
    cooldown_minutes: Change = LEFT_OUT
    max_daily_stamps: Change = LEFT_OUT
    card_name: Text | None = None
    card_color: Text = LEFT_OUT
    card_secondary_color: Text | None = None
    stamp_shape: Text = LEFT_OUT

    def named(self) -> ProgramFields:
        """What was named; null makes empty what can be empty."""
        named = {name: getattr(self, name) for name in self.model_fields_set & set(ProgramFields.__dataclass_fields__)}
        if "loyalty_type" in named:
            named["loyalty_type"] = LoyaltyType(named["loyalty_type"])
        return ProgramFields(**named)


class ChangedProgramFields(NewProgramFields):
    """What is left out stays as it is.

    `version_id`: the rules that were looked at, so that somebody else's change is noticed. `confirmed`: the
    effect of the change was seen.
    """

    model_config = like(stamps_target=8, version_id=3)

    loyalty_type: Literal["stamps", "points", "hybrid"] = LEFT_OUT
    version_id: Id | None = None
    confirmed: bool | None = None


@call(ProgramAnswer, refuses=(ProgramUnknown,))
def show_program() -> ProgramAnswer:
    """The merchant's program with its rewards."""
    return ProgramAnswer(program=find_program(db.session.connection(), _merchant_id(), clock.now()))


@call(Page[ProgramReward], query=ListQuery, refuses=(ProgramUnknown,))
def list_rewards(query: ListQuery) -> Page[ProgramReward]:
    """What points can be exchanged for, in the owner's order."""
    return page_of(find_program(db.session.connection(), _merchant_id(), clock.now()).rewards, query)


@call(ProgramCreated, body=NewProgramFields, status=201, refuses=(ProgramExists,))
def create_program(body: NewProgramFields) -> ProgramCreated:
    """Begin a program; it is a draft until it is activated."""
    settings: Settings = current_app.extensions["settings"]
    command = CreateProgram(
        actor=current_caller().acting,
        fields=body.named(),
        default_points_per_euro=settings.default_points_per_euro,
        default_cooldown_minutes=settings.default_cooldown_minutes,
        default_max_daily_stamps=settings.max_daily_stamps,
    )
    return run_create_program(command)


@call(ProgramChanged, body=ChangedProgramFields, refuses=(ProgramUnknown, ChangedMeanwhile, ConfirmationRequired))
def change_program(body: ChangedProgramFields) -> ProgramChanged:
    """Change rules or look; a large effect has to be confirmed."""
    command = ChangeProgram(
        actor=current_caller().acting,
        fields=body.named(),
        version_id=body.version_id,
        confirmed=bool(body.confirmed),
    )
    return run_change_program(command)


def _merchant_id() -> int:
    return current_caller().acting.merchant_id
