"""A receipt for one line of the books: what changed, where the card stood then, and the way to the card."""

from datetime import timedelta

from flask import Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import TransactionUnknown
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.edge.caller import cookie_name, current_caller
from loyalty_app.queries.card_view import CardView
from loyalty_app.queries.last_actions import find_action
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.texts.amounts import money
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import dated_moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web.cookies import set_cookie
from loyalty_app.web.language import timezone
from loyalty_app.web.poster.contents import join_url
from loyalty_app.web.qr import printed_qr_svg
from loyalty_app.web.store.lines import KINDS
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.page import front_of_shop, person_of, show
from loyalty_app.web.terminal.papers import Balance, Paper, Receipt
from loyalty_app.web.terminal.standing import next_reward, points, stamps
from loyalty_app.web.terminal.today import what_of

PAPERS = ("58", "80")  # millimetres across the roll
_KEPT_FOR = timedelta(days=400)  # the longest that browsers keep a cookie
_PAPER, _PRINTING = "receipt-paper", "receipt-printing"


def receipt(transaction_id: int) -> Response:
    """The receipt of a line of this store; refuses transaction_unknown for any other."""
    action = find_action(db.session.connection(), current_caller().acting, transaction_id, clock.now())
    line, front = action.transaction, front_of_shop()
    if line.store is None or line.store.code != front.store_code:
        raise TransactionUnknown
    settings: Settings = current_app.extensions["settings"]
    address = join_url(settings.base_url, front.store_code)
    screen = Receipt(
        paper=paper_of_tablet(),
        shop=front.merchant_name,
        store=front.store_name,
        when=dated_moment(line.recorded_at, timezone()),
        kind=str(KINDS[TransactionType(line.type)]),
        what=what_of(line),
        is_void=line.reversed_by_id is not None,
        facts=tuple(_facts(line)),
        balances=tuple(_balances(line, read_card(CardReference(card_id=line.card_id)))),
        number=f"•••• {action.card_number[-4:]}",
        qr_svg=printed_qr_svg(address),
        address=address.partition("://")[2],
    )
    return show("_receipt", screen)


def set_receipts() -> AnyResponse:
    """Remember what this tablet's printer is like: its paper, and whether it prints without asking."""
    response: AnyResponse = redirect(url_for("terminal.menu"), code=303)
    for name, known in ((_PAPER, PAPERS), (_PRINTING, ("silent", "ask"))):
        if (chosen := request.form.get(name)) in known:
            set_cookie(response, name, str(chosen), expires=clock.now() + _KEPT_FOR)
    return response


def paper_of_tablet() -> Paper:
    """What was chosen at this tablet; 80 mm, and nothing printed in kiosk mode, where nothing was."""
    width = request.cookies.get(cookie_name(_PAPER))
    return Paper(
        width=width if width in PAPERS else PAPERS[-1],
        is_silent=request.cookies.get(cookie_name(_PRINTING)) == "silent",
    )


def _facts(line: TransactionView) -> list[tuple[str, str]]:
    """What is known of the action besides what it did; staff by first name only."""
    amount, staff = line.purchase_amount_cents, line.staff
    facts = (
        (gettext("Purchase"), money(amount, front_of_shop().currency) if amount is not None else None),
        (gettext("Receipt number"), line.order_reference),
        (gettext("Reason"), line.reason),
        (gettext("Served by"), person_of(0, staff.name, "").name if staff else None),
    )
    return [(word, value) for word, value in facts if value]


def _balances(line: TransactionView, card: CardView) -> list[Balance]:
    """Where the card stood after the line; how far the next reward for points is, only while nothing came after it."""
    kind, count, target = card.loyalty_type, line.stamps_balance_after, card.stamps_target
    found = []
    if kind != "points":
        reward = card.stamps_reward_description or gettext("Reward")
        rest = gettext("%(stamps)s to go", stamps=target - count % target)
        ready = gettext("Reward ready") if count >= target else rest
        found.append(Balance(word=gettext("Stamps"), figure=stamps(count, target), rest=f"{ready} · {reward}"))
    if kind != "stamps":
        is_last = card.version == line.card_version
        found.append(
            Balance(
                word=gettext("Points"),
                figure=points(line.points_balance_after),
                rest=next_reward(card) if is_last else None,
            )
        )
    return found
