"""Oops: taking the last action back, with its effect shown before."""

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import AlreadyVoided, UndoNotPossible
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.preview_reversal import PreviewReversal, preview_reversal
from loyalty_app.operations.reversing_a_line import ReversedLine
from loyalty_app.operations.undo_transaction import TransactionUndone, UndoTransaction, undo_transaction
from loyalty_app.queries.last_actions import LastAction, find_action
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext, ngettext
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
    effect, warning = effect_of_reversal(action)
    return show(
        "_undo",
        Undo(
            transaction=action.transaction,
            what=what_of(action.transaction),
            who=who_of(action),
            effect=effect,
            card_id=action.card_id,
            warning=warning,
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


def effect_of_reversal(action: LastAction) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """What taking the line back would do, tried on the books: (Stamps, 7 → 6), and what else has to be known."""
    now = read_card(CardReference(card_id=action.card_id))
    tried = preview_reversal(PreviewReversal(actor=current_caller().acting, transaction_id=action.transaction.id))
    changes = (
        (gettext("Stamps"), now.stamp_count, tried.card.stamp_count, action.transaction.stamps_delta),
        (gettext("Points"), now.points_balance, tried.card.points_balance, action.transaction.points_delta),
    )
    effect = tuple((word, f"{number(before)} → {number(after)}") for word, before, after, moved in changes if moved)
    return effect, _missing(tried) or _to_be_settled(tried)


def _missing(tried: ReversedLine) -> str | None:
    if not tried.shortfall:
        return None
    if tried.transaction.type == TransactionType.STAMP_VOIDED:
        return ngettext(
            "%(num)s stamp was used meanwhile and cannot be taken back.",
            "%(num)s stamps were used meanwhile and cannot be taken back.",
            tried.shortfall,
        )
    return ngettext(
        "%(num)s point was spent meanwhile and cannot be taken back.",
        "%(num)s points were spent meanwhile and cannot be taken back.",
        tried.shortfall,
    )


def _to_be_settled(tried: ReversedLine) -> str | None:
    if not tried.settled:
        return None
    if tried.transaction.type == TransactionType.STAMP_VOIDED:
        return ngettext(
            "%(num)s stamp is taken off again at once: it is owed for a purchase that was brought back.",
            "%(num)s stamps are taken off again at once: they are owed for purchases that were brought back.",
            tried.settled,
        )
    return ngettext(
        "%(num)s point is taken off again at once: it is owed for a purchase that was brought back.",
        "%(num)s points are taken off again at once: they are owed for purchases that were brought back.",
        tried.settled,
    )
