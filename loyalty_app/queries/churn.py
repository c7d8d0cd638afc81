"""Who may be lost: members who stay away for longer than they usually do."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.churn import Visits
from loyalty_app.domain.store_days import store_day
from loyalty_app.models import Customer, LoyaltyCard, LoyaltyTransaction
from loyalty_app.queries.liability import live_cards
from loyalty_app.queries.standing_lines import VISITS, Scope, find_scope, still_stands

LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAtRisk:
    """One member who stays away; `mean_gap_days` None for somebody who came once or never."""

    card_id: int
    first_name: str | None
    last_name: str | None
    visits: int
    last_visit_on: date
    mean_gap_days: int | None
    idle_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Churn:
    """How many of the live members are at risk, and the first fifty of them: who came most often comes first."""

    members: int
    members_at_risk: int
    at_risk_percent: int
    at_risk: tuple[MemberAtRisk, ...]


def find_churn(connection: Connection, merchant_id: int, now: datetime, *, store_id: int | None = None) -> Churn:
    """The churn risk of the merchant's members (of who joined at one store); three statements.

    Refuses program_unknown. Visits count at every store: who moved to the next one is not lost.
    """
    scope = find_scope(connection, merchant_id, store_id)
    today = store_day(now, scope.timezone).date
    members = {
        row.card_id: Visits(
            days=row.days or 0,
            first_on=row.first_on or store_day(row.created_at, scope.timezone).date,
            last_on=row.last_on or store_day(row.created_at, scope.timezone).date,
        )
        for row in connection.execute(_visits(scope))
    }
    at_risk = [(card_id, visits) for card_id, visits in members.items() if visits.is_at_risk(today)]
    at_risk.sort(key=lambda member: (-member[1].days, member[1].idle_days(today), member[0]))
    return Churn(
        members=len(members),
        members_at_risk=len(at_risk),
        at_risk_percent=len(at_risk) * 100 // len(members) if members else 0,
        at_risk=_named(connection, at_risk[:LISTED], today),
    )


def _visits(scope: Scope) -> Select[*tuple[object, ...]]:
    visits = (
        select(
            LoyaltyTransaction.card_id,
            func.count(LoyaltyTransaction.local_day.distinct()).label("days"),
            func.min(LoyaltyTransaction.local_day).label("first_on"),
            func.max(LoyaltyTransaction.local_day).label("last_on"),
        )
        .where(
            LoyaltyTransaction.merchant_id == scope.merchant_id,
            LoyaltyTransaction.program_id == scope.program_id,
            LoyaltyTransaction.type.in_(VISITS),
            still_stands(),
        )
        .group_by(LoyaltyTransaction.card_id)
        .subquery()
    )
    statement = (
        select(
            LoyaltyCard.id.label("card_id"),
            LoyaltyCard.created_at,
            visits.c.days,
            visits.c.first_on,
            visits.c.last_on,
        )
        .outerjoin(visits, visits.c.card_id == LoyaltyCard.id)
        .where(*live_cards(scope.program_id))
    )
    return statement if scope.store_id is None else statement.where(LoyaltyCard.enrolled_at_store_id == scope.store_id)


def _named(connection: Connection, members: list[tuple[int, Visits]], today: date) -> tuple[MemberAtRisk, ...]:
    statement = (
        select(LoyaltyCard.id, Customer.first_name, Customer.last_name)
        .outerjoin(Customer, Customer.id == LoyaltyCard.customer_id)
        .where(LoyaltyCard.id.in_([card_id for card_id, _ in members]))
    )
    names = {row.id: (row.first_name, row.last_name) for row in connection.execute(statement)}
    return tuple(
        MemberAtRisk(
            card_id=card_id,
            first_name=names[card_id][0],
            last_name=names[card_id][1],
            visits=visits.days,
            last_visit_on=visits.last_on,
            mean_gap_days=visits.mean_gap_days,
            idle_days=visits.idle_days(today),
        )
        for card_id, visits in members
    )
