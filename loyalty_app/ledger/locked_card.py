"""A card with everything the rules ask about it: program, policy, customer, stores and the person acting."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Row, Select, bindparam, literal_column, select

from loyalty_app.domain.actors import Actor, PinAgainFor, PinPolicy, Role
from loyalty_app.domain.cards import CardState, LoyaltyType, ProgramRules
from loyalty_app.domain.errors import CardBlocked, CardOfOtherStore, ManagerRequired, ProgramPaused
from loyalty_app.domain.policy import ActingStaff, Policy, Rights
from loyalty_app.domain.store_days import StoreDay, store_day
from loyalty_app.models import (
    Customer,
    LoyaltyCard,
    LoyaltyProgram,
    Merchant,
    MerchantLoyaltySettings,
    StaffPin,
    Store,
    WalletPass,
)

card_table = LoyaltyCard.__table__
program_table = LoyaltyProgram.__table__
settings_table = MerchantLoyaltySettings.__table__
merchant_table = Merchant.__table__
customer_table = Customer.__table__
store_table = Store.__table__
staff_table = StaffPin.__table__
pass_table = WalletPass.__table__
enrolled_at = Store.__table__.alias("enrolled_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedCard:
    """A card nobody else can change until this transaction ends, with all that the rules ask about it."""

    id: int
    merchant_id: int
    program_id: int
    program_version_id: int | None
    customer_id: int | None
    customer_first_name: str | None
    customer_last_name: str | None
    customer_email: str | None
    customer_email_canonical: str | None
    customer_phone: str | None
    customer_birth_date: str | None
    customer_locale: str | None
    scope_store_id: int | None
    card_number: str
    qr_token: str
    status: str
    enrolled_at_store_code: str | None
    enrolled_at_store_name: str | None
    apple_pass: str | None
    google_pass: str | None
    store_id: int | None
    store_code: str | None
    store_name: str | None
    timezone: str
    is_running: bool
    staff: ActingStaff | None
    state: CardState
    rules: ProgramRules
    policy: Policy

    def today(self, now: datetime) -> StoreDay:
        """The day it is in the acting store."""
        return store_day(now, self.timezone)

    def require_usable(self) -> None:
        """Refuse card_of_other_store, program_paused and card_blocked, in this order."""
        self.require_in_scope()
        if not self.is_running:
            raise ProgramPaused
        if self.status == "blocked":
            raise CardBlocked

    def require_in_scope(self) -> None:
        """Refuse card_of_other_store where the card belongs to one store and this is another."""
        if self.scope_store_id is not None and self.store_id is not None and self.scope_store_id != self.store_id:
            raise CardOfOtherStore(store_name=self.enrolled_at_store_name)

    def is_seen_by(self, actor: Actor) -> bool:
        """Whether it is among the cards that `actor` may see: where each store has its own, a store sees no others."""
        return self.scope_store_id is None or actor.only_store_id in (None, self.scope_store_id)

    def rights(self, actor: Actor) -> Rights:
        """What decides whether `actor` may act on this card."""
        return Rights(actor=actor, policy=self.policy, staff=self.staff)

    def require_staff(self, actor: Actor, *, takes_value: bool = False) -> None:
        """Refuse staff_pin_required where the policy wants a proven person, not_allowed where a right is gone."""
        self.rights(actor).require_staff(takes_value=takes_value)

    def require_not_own_card(self, actor: Actor) -> None:
        """Refuse manager_required when a cashier serves the card tied to their own address (S26)."""
        own = self.staff is not None and self.staff.email_canonical is not None
        if own and not actor.is_manager_at_counter and self.staff.email_canonical == self.customer_email_canonical:  # type: ignore[union-attr]  # own
            raise ManagerRequired


def seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    """The cards that `actor` may see among the merchant's, as conditions; see `LockedCard.is_seen_by`."""
    if actor.only_store_id is None:
        return []
    return [card_table.c.scope_store_id.is_(None) | (card_table.c.scope_store_id == actor.only_store_id)]


def select_cards() -> Select[Any]:
    """All usable cards of a merchant, each a row for `locked_card_from`; see `acting` for its parameters."""
    return (
        select(
            *(card_table.c[name] for name in _CARD_COLUMNS + _STATE_COLUMNS),
            *(program_table.c[name].label(f"program_{name}") for name in _PROGRAM_COLUMNS + _RULE_COLUMNS),
            *(settings_table.c[name] for name in POLICY_COLUMNS),
            merchant_table.c.currency,
            merchant_table.c.timezone.label("merchant_timezone"),
            merchant_table.c.is_active.label("merchant_is_active"),
            *(customer_table.c[name].label(f"customer_{name}") for name in _CUSTOMER_COLUMNS),
            store_table.c.name.label("store_name"),
            store_table.c.code.label("store_code"),
            store_table.c.timezone.label("store_timezone"),
            store_table.c.is_active.label("store_is_active"),
            staff_table.c.is_active.label("staff_is_active"),
            staff_table.c.role.label("staff_role"),
            staff_table.c.email_canonical.label("staff_email_canonical"),
            enrolled_at.c.name.label("enrolled_at_store_name"),
            enrolled_at.c.code.label("enrolled_at_store_code"),
            _state_of_pass("apple"),
            _state_of_pass("google"),
        )
        .select_from(card_table)
        .join(program_table, program_table.c.id == card_table.c.program_id)
        .join(merchant_table, merchant_table.c.id == card_table.c.merchant_id)
        .join(settings_table, settings_table.c.merchant_id == card_table.c.merchant_id)
        .outerjoin(customer_table, customer_table.c.id == card_table.c.customer_id)
        .outerjoin(store_table, store_table.c.id == bindparam("acting_store_id"))
        .outerjoin(staff_table, STILL_WORKING)
        .outerjoin(enrolled_at, enrolled_at.c.id == card_table.c.enrolled_at_store_id)
        .where(
            card_table.c.merchant_id == bindparam("acting_merchant_id"),
            card_table.c.deleted_at.is_(None),
            (card_table.c.status == "active") | (card_table.c.status == "blocked"),  # IN is spelled anew at every call
        )
    )


def _state_of_pass(provider: str) -> Label[str | None]:
    its = (pass_table.c.card_id == card_table.c.id) & (pass_table.c.provider == literal_column(f"'{provider}'"))
    return select(pass_table.c.state).where(its).scalar_subquery().label(f"{provider}_pass")


def acting(actor: Actor) -> dict[str, int | None]:
    """The parameters of `select_cards` and STILL_WORKING."""
    return {
        "acting_merchant_id": actor.merchant_id,
        "acting_store_id": actor.store_id,
        "acting_staff_id": actor.staff.id if actor.staff else None,
    }


STILL_WORKING = (
    (staff_table.c.id == bindparam("acting_staff_id"))
    & (staff_table.c.store_id == bindparam("acting_store_id"))
    & staff_table.c.deleted_at.is_(None)
)
_CARD_COLUMNS = (
    "id",
    "merchant_id",
    "program_id",
    "customer_id",
    "scope_store_id",
    "card_number",
    "qr_token",
    "status",
)
_PROGRAM_COLUMNS = ("loyalty_type", "status", "deleted_at", "current_version_id")
POLICY_COLUMNS = (
    "staff_pin_policy",
    "allow_void",
    "allow_cross_location_redemption",
    "undo_window_minutes",
    "require_order_reference",
    "adjust_limit_points",
    "manager_confirms_above_points",
    "log_ip_addresses",
    "pin_again_for",
)
_CUSTOMER_COLUMNS = ("first_name", "last_name", "email", "email_canonical", "phone", "birth_date", "locale")
_RULE_COLUMNS = (
    "stamps_target",
    "stamps_reward_description",
    "points_per_euro",
    "points_expiration_days",
    "welcome_bonus_points",
    "minimum_redemption_points",
    "minimum_purchase_cents",
    "maximum_purchase_cents",
    "cooldown_minutes",
    "max_daily_stamps",
)
_STATE_COLUMNS = (
    "version",
    "ledger_head",
    "stamp_count",
    "points_balance",
    "stamps_day",
    "stamps_today",
    "last_stamp_at",
    "last_points_at",
    "last_redemption_at",
    "last_activity_at",
    "created_at",
)


def locked_card_from(row: Row[Any], actor: Actor) -> LockedCard:
    """The value of a row of `select_cards`."""
    found = row._asdict()
    return LockedCard(
        id=found["id"],
        merchant_id=found["merchant_id"],
        program_id=found["program_id"],
        program_version_id=found["program_current_version_id"],
        customer_id=found["customer_id"],
        **{f"customer_{name}": found[f"customer_{name}"] for name in _CUSTOMER_COLUMNS},
        scope_store_id=found["scope_store_id"],
        card_number=found["card_number"],
        qr_token=found["qr_token"],
        status=found["status"],
        enrolled_at_store_code=found["enrolled_at_store_code"],
        enrolled_at_store_name=found["enrolled_at_store_name"],
        apple_pass=found["apple_pass"],
        google_pass=found["google_pass"],
        store_id=actor.store_id,
        store_code=found["store_code"],
        store_name=found["store_name"],
        timezone=found["store_timezone"] or found["merchant_timezone"],
        is_running=found["program_status"] == "active"
        and found["program_deleted_at"] is None
        and found["merchant_is_active"]
        and found["store_is_active"] is not False,
        staff=acting_staff_from(found),
        state=CardState(**{name: found[name] for name in _STATE_COLUMNS}),
        rules=ProgramRules(
            loyalty_type=LoyaltyType(found["program_loyalty_type"]),
            currency=found["currency"],
            **{name: found[f"program_{name}"] for name in _RULE_COLUMNS},
        ),
        policy=policy_from(found),
    )


def policy_from(found: dict[str, Any]) -> Policy:
    """The policy in a row that has POLICY_COLUMNS."""
    return Policy(
        staff_pin_policy=PinPolicy(found["staff_pin_policy"]),
        pin_again_for=PinAgainFor(found["pin_again_for"]),
        **{name: found[name] for name in POLICY_COLUMNS if name not in ("staff_pin_policy", "pin_again_for")},
    )


def acting_staff_from(found: dict[str, Any]) -> ActingStaff | None:
    """The acting member of staff in a row joined by STILL_WORKING with `staff_…` labels; None if they left."""
    if found["staff_is_active"] is None:
        return None
    return ActingStaff(
        is_active=found["staff_is_active"],
        role=Role.named(found["staff_role"]),
        email_canonical=found["staff_email_canonical"],
    )
