"""The counter somebody stands at: store, program, policy and person, before any card is known."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.errors import ProgramPaused, ProgramUnknown, StoreUnknown
from loyalty_app.domain.policy import ActingStaff, Policy, Rights
from loyalty_app.ledger.locked_card import (
    POLICY_COLUMNS,
    STILL_WORKING,
    acting,
    acting_staff_from,
    merchant_table,
    policy_from,
    program_table,
    settings_table,
    staff_table,
    store_table,
)
from loyalty_app.models import TermsVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where an actor stands. `program_id` None: the merchant has no program; `terms_version_id`: the newest terms."""

    actor: Actor
    program_id: int | None
    is_running: bool
    welcome_bonus_points: int
    allow_self_enrollment: bool
    require_phone: bool
    require_birth_date: bool
    minimum_age_years: int | None
    terms_version_id: int | None
    policy: Policy
    staff: ActingStaff | None
    timezone: str
    default_locale: str

    @property
    def rights(self) -> Rights:
        """What decides whether the actor may act here."""
        return Rights(actor=self.actor, policy=self.policy, staff=self.staff)

    def require_running_program(self) -> int:
        """The program's id; refuses program_unknown and program_paused."""
        if self.program_id is None:
            raise ProgramUnknown
        if not self.is_running:
            raise ProgramPaused
        return self.program_id


def counter_of(connection: Connection, actor: Actor) -> Counter:
    """Where `actor` stands, in one statement; refuses store_unknown for a store that is not the merchant's."""
    found = connection.execute(_counter_query(), acting(actor)).one()._asdict()
    if actor.store_id is not None and found["store_is_active"] is None:
        raise StoreUnknown
    has_points = found["loyalty_type"] not in (None, LoyaltyType.STAMPS.value)
    return Counter(
        actor=actor,
        program_id=found["program_id"],
        is_running=found["program_status"] == "active"
        and found["merchant_is_active"]
        and found["store_is_active"] is not False,
        welcome_bonus_points=found["welcome_bonus_points"] if has_points else 0,
        allow_self_enrollment=found["allow_self_enrollment"],
        require_phone=bool(found["require_phone"]),
        require_birth_date=bool(found["require_birth_date"]),
        minimum_age_years=found["minimum_age_years"],
        terms_version_id=found["terms_version_id"],
        policy=policy_from(found),
        staff=acting_staff_from(found),
        timezone=found["store_timezone"] or found["merchant_timezone"],
        default_locale=found["default_locale"],
    )


def newest_terms_id() -> ScalarSelect[int]:
    """The terms of the program in hand that were published last."""
    newest = select(TermsVersion.id).where(TermsVersion.program_id == program_table.c.id)
    return newest.order_by(TermsVersion.id.desc()).limit(1).correlate(program_table).scalar_subquery()


@cache
def _counter_query() -> Select[Any]:
    return (
        select(
            program_table.c.id.label("program_id"),
            program_table.c.status.label("program_status"),
            program_table.c.loyalty_type,
            program_table.c.welcome_bonus_points,
            program_table.c.require_phone,
            program_table.c.require_birth_date,
            newest_terms_id().label("terms_version_id"),
            settings_table.c.allow_self_enrollment,
            settings_table.c.minimum_age_years,
            *(settings_table.c[name] for name in POLICY_COLUMNS),
            merchant_table.c.is_active.label("merchant_is_active"),
            merchant_table.c.timezone.label("merchant_timezone"),
            merchant_table.c.default_locale,
            store_table.c.is_active.label("store_is_active"),
            store_table.c.timezone.label("store_timezone"),
            staff_table.c.is_active.label("staff_is_active"),
            staff_table.c.role.label("staff_role"),
            staff_table.c.email_canonical.label("staff_email_canonical"),
        )
        .select_from(merchant_table)
        .join(settings_table, settings_table.c.merchant_id == merchant_table.c.id)
        .outerjoin(
            program_table,
            (program_table.c.merchant_id == merchant_table.c.id) & program_table.c.deleted_at.is_(None),
        )
        .outerjoin(
            store_table,
            (store_table.c.id == bindparam("acting_store_id"))
            & (store_table.c.merchant_id == merchant_table.c.id)
            & store_table.c.deleted_at.is_(None),
        )
        .outerjoin(staff_table, STILL_WORKING)
        .where(merchant_table.c.id == bindparam("acting_merchant_id"))
    )
