"""Taking one line of a card back, in full or (points earned) in part."""

from flask import Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import AlreadyVoided, VoidNotAllowed
from loyalty_app.domain.transactions import REVERSED_BY, TransactionType
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.void_transaction import TransactionVoided, VoidTransaction, void_transaction
from loyalty_app.queries.last_actions import LastAction, find_action
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web.forms import request_key
from loyalty_app.web.language import timezone
from loyalty_app.web.store.card_care import ask, attempt, read_points, typed_reason
from loyalty_app.web.store.screens import Care
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.today import what_of, who_of
from loyalty_app.web.terminal.undoing import effect_of_reversal


def void_form(transaction_id: int) -> Response:
    """Shall it be taken back, and how much of it?"""
    action = _action(transaction_id)
    if action.why_not == "voided":
        raise AlreadyVoided
    if TransactionType(action.transaction.type) not in REVERSED_BY:
        raise VoidNotAllowed
    return ask(_question(action))


def void(transaction_id: int) -> AnyResponse:
    """Take it back: the line stays, and a new one reverses it."""
    action = _action(transaction_id)

    def do() -> None:
        is_divisible = action.transaction.type == TransactionType.POINTS_EARNED
        command = VoidTransaction(
            actor=current_caller().acting,
            transaction_id=transaction_id,
            points=read_points(required=False) if is_divisible else None,
            reason=typed_reason(),
            request_id=request_key(),
        )
        act(void_transaction, command, TransactionVoided)

    return attempt(do, lambda: _question(action), action.card_id, "void")


def _action(transaction_id: int) -> LastAction:
    return find_action(db.session.connection(), current_caller().acting, transaction_id, clock.now())


def _question(action: LastAction) -> Care:
    line, what = action.transaction, what_of(action.transaction)
    effect, warning = effect_of_reversal(action)
    card = read_card(CardReference(card_id=action.card_id))
    is_divisible = line.type == TransactionType.POINTS_EARNED
    return Care(
        card=card,
        title=gettext("Take back %(what)s of %(who)s?", what=what, who=who_of(action)),
        explanation=gettext("It stays visible in the history as taken back."),
        verb=gettext("Take back %(what)s", what=what),
        url=url_for("store.void", transaction_id=line.id),
        back_url=url_for("store.card", card_id=action.card_id),
        effect=(
            (gettext("When"), moment(line.recorded_at, timezone())),
            (gettext("By"), line.staff.name if line.staff else "–"),
            *effect,
        ),
        warning=warning,
        is_grave=True,
        points="" if is_divisible else None,
        points_label=gettext("How many of the points"),
        points_hint=gettext("Leave empty to take back all %(points)s.", points=number(line.points_delta)),
    )
