"""How the program is doing at the store."""

from dataclasses import dataclass

from loyalty_app.api.calls import call
from loyalty_app.db import db
from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.churn import Churn, find_churn
from loyalty_app.queries.cohorts import Cohorts, find_cohorts
from loyalty_app.queries.figures import Figures, find_figures
from loyalty_app.queries.revenue import Revenue, find_revenue
from loyalty_app.unit_of_work import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsAnswer:
    """The figures of today."""

    stats: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class ChurnAnswer:
    """Who may be lost."""

    churn: Churn


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueAnswer:
    """The revenue that was seen."""

    revenue: Revenue


@call(StatsAnswer, refuses=(ProgramUnknown,))
def show_stats() -> StatsAnswer:
    """Members, stamps, points, rewards and what is owed."""
    actor = current_caller().acting
    figures = find_figures(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id)
    return StatsAnswer(stats=figures)


@call(Cohorts, refuses=(ProgramUnknown,))
def show_cohorts() -> Cohorts:
    """How many of the members who joined in a month came back in those after it."""
    actor = current_caller().acting
    return find_cohorts(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id)


@call(ChurnAnswer, refuses=(ProgramUnknown,))
def show_churn() -> ChurnAnswer:
    """Members who stay away for longer than they usually do."""
    actor = current_caller().acting
    churn = find_churn(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id)
    return ChurnAnswer(churn=churn)


@call(RevenueAnswer, refuses=(ProgramUnknown,))
def show_revenue() -> RevenueAnswer:
    """The purchases that earned points, by month and by category."""
    actor = current_caller().acting
    revenue = find_revenue(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id)
    return RevenueAnswer(revenue=revenue)
