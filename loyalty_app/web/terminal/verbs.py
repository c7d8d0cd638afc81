"""What each form of the counter does, as the button of its repetition says it: the verb and the thing (U51)."""

from collections.abc import Callable
from contextlib import suppress

from flask import request

from loyalty_app.domain.errors import Refusal
from loyalty_app.texts.amounts import money
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.store.card_care import CARES
from loyalty_app.web.terminal.cards import program_words
from loyalty_app.web.terminal.page import front_of_shop
from loyalty_app.web.terminal.points import reward_on_offer, typed_amount
from loyalty_app.web.terminal.undoing import what_is_undone


def verb_of_request() -> str:
    """Such as "Redeem Latte"; without the thing where it is gone meanwhile."""
    return VERBS[request.endpoint or ""](**request.view_args or {})


def _redeem(what: str | None) -> str:
    return gettext("Redeem %(reward)s", reward=what) if what else gettext("Redeem the reward")


def _redeem_stamps() -> str:
    return _redeem(program_words().stamps_reward_description)


def _redeem_points(card_id: int, reward_id: int) -> str:
    with suppress(Refusal):
        return _redeem(reward_on_offer(card_id, reward_id)[1].name)
    return _redeem(None)


def _earn() -> str:
    with suppress(Refusal):
        return gettext("Earn points for %(amount)s", amount=money(typed_amount(), front_of_shop().currency))
    return gettext("Earn points")


def _undo(transaction_id: int) -> str:
    with suppress(Refusal):
        return gettext("Undo %(what)s", what=what_is_undone(transaction_id))
    return gettext("Undo the action")


def _take_back(transaction_id: int) -> str:
    with suppress(Refusal):
        return gettext("Take back %(what)s", what=what_is_undone(transaction_id))
    return gettext("Take it back")


def _always(words: Callable[[], str]) -> Callable[..., str]:
    return lambda **_where: words()


VERBS: dict[str, Callable[..., str]] = {
    "terminal.add_stamp": _always(lambda: gettext("Give 1 stamp")),
    "terminal.redeem_stamps": _always(_redeem_stamps),
    "terminal.earn_points": _always(_earn),
    "terminal.redeem_points": _redeem_points,
    "terminal.undo": _undo,
    "terminal.enroll": _always(lambda: gettext("Create the card")),
    "terminal.look_up": _always(lambda: gettext("Open the card")),
    "terminal.unlock": _always(lambda: gettext("Unlock")),
    "terminal.lock": _always(lambda: gettext("Lock")),
    "terminal.language": _always(lambda: gettext("Change the language")),
    "terminal.set_receipts": _always(lambda: gettext("Change the paper")),
    "store.void": _take_back,
    "store.adjust_points": _always(lambda: gettext("Correct points")),
    "store.create_pin": _always(lambda: gettext("Add to the staff")),
    "store.change_pin": _always(lambda: gettext("Save changes")),
    "store.unlock_pin": _always(lambda: gettext("Unlock the PIN")),
    "store.delete_pin": _always(lambda: gettext("Delete the person")),
    **{f"store.{care.name}_card": _always(care.verb.__str__) for care in CARES},
}
