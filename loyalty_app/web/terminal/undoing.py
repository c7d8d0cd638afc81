"""Oops: taking the last action back, with its effect shown before."""

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import AlreadyVoided, UndoNotPossible
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.undo_transaction import TransactionUndone, UndoTransaction, undo_transaction
from loyalty_app.queries.card_view import CardView
from loyalty_app.queries.last_actions import LastAction, find_action
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext
from loyalty_app.unit_of_work import clock
from loyalty_app.web.forms import request_key
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.page import show, this_terminal
from loyalty_app.web.terminal.results import done, undone
from loyalty_app.web.terminal.screens import Undo
from loyalty_app.web.terminal.today import what_of, who_of


def undo_form(transaction_id: int) -> Response:
    """What will be taken back and where the card will stand then; refuses what cannot be undone here."""
    action = _action(transaction_id)
    if action.why_not == "voided":
        raise AlreadyVoided
    if action.why_not is not None:
        raise UndoNotPossible(why=action.why_not, window_minutes=this_terminal().undo_window_minutes)
    card = read_card(CardReference(card_id=action.card_id))
    return show(
        "_undo",
        Undo(
            transaction=action.transaction,
            what=what_of(action.transaction),
            who=who_of(action),
            effect=tuple(_effect(action, card)),
            card_id=action.card_id,
        ),
    )


def undo(transaction_id: int) -> AnyResponse:
    """Take it back: the line stays, and a new one reverses it."""
    what = what_is_undone(transaction_id)
    actor = current_caller().acting
    command = UndoTransaction(actor=actor, transaction_id=transaction_id, request_id=request_key())
    outcome = act(undo_transaction, command, TransactionUndone)
    return done(outcome.card.id, undone(outcome, what))


def what_is_undone(transaction_id: int) -> str:
    """What a line did, such as +1 stamp; refuses transaction_unknown."""
    return what_of(_action(transaction_id).transaction)


def _action(transaction_id: int) -> LastAction:
    return find_action(db.session.connection(), current_caller().acting, transaction_id, clock.now())


def _effect(action: LastAction, card: CardView) -> list[tuple[str, str]]:
    """Stamps: 7 → 6."""
    line = action.transaction
    changes = []
    if line.stamps_delta:
        changes.append((gettext("Stamps"), _change(card.stamp_count, card.stamp_count - line.stamps_delta)))
    if line.points_delta:
        changes.append((gettext("Points"), _change(card.points_balance, card.points_balance - line.points_delta)))
    return changes


def _change(before: int, after: int) -> str:
    return f"{number(before)} → {number(after)}"
