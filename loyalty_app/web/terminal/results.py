"""What was done, in the words of the counter: what changed, where the card stands, what comes next."""

from flask import g, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.operations.add_stamp import StampAdded
from loyalty_app.operations.earn_points import PointsEarned
from loyalty_app.operations.redeem_points import PointsRedeemed
from loyalty_app.operations.redeem_stamps import StampsRedeemed
from loyalty_app.operations.undo_transaction import TransactionUndone
from loyalty_app.queries.card_view import CardView
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.web.htmx import is_fragment
from loyalty_app.web.terminal.page import front_of_shop, show
from loyalty_app.web.terminal.screens import LineOfToday, Moment, Result, Row
from loyalty_app.web.terminal.standing import next_reward, points, short_name, stamps, stamps_ahead
from loyalty_app.web.terminal.today import last_lines


def done(card_id: int, result: Result) -> AnyResponse:
    """The result for htmx; without it, the card's page, which shows the new state."""
    place = url_for("terminal.show_card", card_id=card_id)
    if not is_fragment():
        return redirect(place, code=303)
    return show("_result", result, address=place)


def stamp_added(outcome: StampAdded) -> Result:
    """+1 stamp · 7 of 10 · 3 to go; a full card is a moment of its own."""
    card = outcome.card
    moment = _moment(card) if outcome.reward_earned else None
    return Result(
        word=gettext("+1 stamp"),
        who=short_name(card),
        figure=stamps(card.stamp_count, card.stamps_target),
        next=gettext("Reward ready") if moment else stamps_ahead(card),
        card=card,
        stamps=Row(count=card.stamp_count, target=card.stamps_target),
        moment=moment,
        sound="reward" if moment else None,
        receipt_url=url_for("terminal.receipt", transaction_id=outcome.transaction.id),
        last_lines=_lines_with(outcome.transaction.id),
    )


def stamps_redeemed(outcome: StampsRedeemed) -> Result:
    """A free coffee was handed out."""
    card = outcome.card
    return Result(
        word=outcome.reward_description or gettext("Reward"),
        who=gettext("%(name)s · redeemed", name=short_name(card)),
        figure=stamps(card.stamp_count, card.stamps_target),
        next=stamps_ahead(card),
        card=card,
        receipt_url=url_for("terminal.receipt", transaction_id=outcome.transaction.id),
        last_lines=_lines_with(outcome.transaction.id),
    )


def points_earned(outcome: PointsEarned) -> Result:
    """+125 points · 1 365 points."""
    card = outcome.card
    return Result(
        word=ngettext(
            "+%(points)s point",
            "+%(points)s points",
            outcome.points_earned,
            points=number(outcome.points_earned),
        ),
        who=short_name(card),
        figure=points(card.points_balance),
        next=next_reward(card),
        card=card,
        receipt_url=url_for("terminal.receipt", transaction_id=outcome.transaction.id),
        last_lines=_lines_with(outcome.transaction.id),
    )


def points_redeemed(outcome: PointsRedeemed) -> Result:
    """A cake was handed out for 500 points."""
    card = outcome.card
    return Result(
        word=outcome.reward_name,
        who=gettext("%(name)s · redeemed", name=short_name(card)),
        figure=points(card.points_balance),
        next=ngettext(
            "%(points)s point used",
            "%(points)s points used",
            outcome.points_spent,
            points=number(outcome.points_spent),
        ),
        card=card,
        receipt_url=url_for("terminal.receipt", transaction_id=outcome.transaction.id),
        last_lines=_lines_with(outcome.transaction.id),
    )


def undone(outcome: TransactionUndone, what: str) -> Result:
    """Taken back: +1 stamp · 6 of 10."""
    card = outcome.card
    figure = (
        stamps(card.stamp_count, card.stamps_target)
        if outcome.transaction.stamps_delta
        else points(card.points_balance)
    )
    return Result(
        word=gettext("Taken back"),
        who=f"{short_name(card)} · {what}",
        figure=figure,
        why=_settled(outcome) or gettext("It stays visible in the history as taken back."),
        card=card,
        receipt_url=url_for("terminal.receipt", transaction_id=outcome.transaction.id),
        last_lines=_lines_with(outcome.transaction.id),
    )


def _settled(outcome: TransactionUndone) -> str | None:
    """Why less is on the card than came back."""
    if not outcome.settled:
        return None
    if outcome.transaction.stamps_delta:
        return ngettext(
            "%(num)s stamp was taken off again: it is owed for a purchase that was brought back.",
            "%(num)s stamps were taken off again: they are owed for purchases that were brought back.",
            outcome.settled,
        )
    return ngettext(
        "%(num)s point was taken off again: it is owed for a purchase that was brought back.",
        "%(num)s points were taken off again: they are owed for purchases that were brought back.",
        outcome.settled,
    )


def _lines_with(fresh_line: int) -> tuple[LineOfToday, ...]:
    g.fresh_line = fresh_line
    return last_lines()


def _moment(card: CardView) -> Moment:
    reward = front_of_shop().stamps_reward_description or gettext("Reward")
    full = gettext("%(target)s of %(target)s stamps", target=card.stamps_target)
    return Moment(word=reward, sub=f"{short_name(card)} · {full}", reward={"icon": "gift"})
