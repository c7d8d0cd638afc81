"""What is said at the counter when the rules say no."""

from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.facts import Facts


def card_of_other_store(facts: Facts) -> str:
    if facts.has("store_name"):
        return gettext("This card works at %(store)s only. It can be used there.", store=facts.words("store_name"))
    return gettext("This card works at another store only. It can be used there.")


def not_in_program(facts: Facts) -> str:
    if facts.has("loyalty_type") and facts.words("loyalty_type") == "points":
        return gettext("This program uses points, not stamps.")
    return gettext("This program uses stamps, not points.")


def not_allowed(facts: Facts) -> str:
    if facts.has("staff_name"):
        return gettext("%(name)s can no longer do this. Ask a manager.", name=facts.words("staff_name"))
    return gettext("This is no longer among your rights. Ask a manager.")


def staff_pin_required(facts: Facts) -> str:
    if facts.has("staff_name"):
        return gettext("%(name)s, enter your PIN once more for this.", name=facts.words("staff_name"))
    return gettext("This needs somebody of the staff. Enter your PIN.")


def pin_wrong(facts: Facts) -> str:
    if not facts.has("staff_name"):
        return gettext("Wrong PIN. Enter it again.")
    name = facts.words("staff_name")
    if facts.has("locked_until"):
        return gettext(
            "Wrong PIN. %(name)s’s PIN is now locked %(until)s; a manager can unlock it under Staff PINs.",
            name=name,
            until=facts.until("locked_until"),
        )
    if not facts.says("tries_left"):
        return gettext("Wrong PIN for %(name)s. Enter it again.", name=name)
    return ngettext(
        "Wrong PIN for %(name)s – %(num)s try before a pause.",
        "Wrong PIN for %(name)s – %(num)s tries before a pause.",
        facts.count("tries_left"),
        name=name,
    )


def pin_locked(facts: Facts) -> str:
    if not facts.has("staff_name", "locked_until"):
        return gettext("This PIN is locked for a while. A manager can unlock it under Staff PINs.")
    return gettext(
        "%(name)s’s PIN is locked %(until)s. A manager can unlock it under Staff PINs.",
        name=facts.words("staff_name"),
        until=facts.until("locked_until"),
    )


def device_paused(facts: Facts) -> str:
    if not facts.has("retry_after_seconds"):
        return gettext("Too many wrong PINs here. Wait a little, or ask another colleague.")
    return gettext("Too many wrong PINs here. Wait %(wait)s, or ask another colleague.", wait=facts.wait())


def category_limit(facts: Facts) -> str:
    return ngettext(
        "A store has at most %(num)s category. Delete one first.",
        "A store has at most %(num)s categories. Delete one first.",
        facts.count("limit"),
    )


def cooldown_active(facts: Facts) -> str:
    return gettext(
        "Next stamp possible %(at)s (in %(wait)s).", at=facts.at("next_stamp_available_at"), wait=facts.wait()
    )


def daily_limit(facts: Facts) -> str:
    return ngettext(
        "%(num)s of %(num)s stamp given today. The next is possible from midnight.",
        "%(num)s of %(num)s stamps given today. The next is possible from midnight.",
        facts.count("max_daily_stamps"),
    )


def insufficient_stamps(facts: Facts) -> str:
    if facts.has("last_redeemed_at"):
        return _redeemed_before(facts)
    return ngettext(
        "%(have)s stamps, %(target)s needed – %(num)s missing.",
        "%(have)s stamps, %(target)s needed – %(num)s missing.",
        facts.count("missing_stamps"),
        have=facts.number("stamp_count"),
        target=facts.number("stamps_target"),
    )


def insufficient_points(facts: Facts) -> str:
    if facts.has("last_redeemed_at"):
        return _redeemed_before(facts)
    return gettext(
        "%(have)s points, %(cost)s needed – %(missing)s missing.",
        have=facts.number("points_balance"),
        cost=facts.number("points_required"),
        missing=facts.number("missing_points"),
    )


def below_minimum_redemption(facts: Facts) -> str:
    return gettext(
        "Redeeming starts at %(minimum)s points; %(have)s are on the card.",
        minimum=facts.number("minimum_redemption_points"),
        have=facts.number("points_balance"),
    )


def reward_unavailable(facts: Facts) -> str:
    if not facts.has("reward_name"):
        return gettext("This reward is not available now. Choose another one.")
    name = facts.words("reward_name")
    if facts.has("available_from"):
        return gettext("“%(name)s” is not available until %(day)s.", name=name, day=facts.day("available_from"))
    return gettext("“%(name)s” is not available now. Choose another reward.", name=name)


def below_minimum(facts: Facts) -> str:
    return gettext("No points below %(minimum)s. Nothing was added.", minimum=facts.money("minimum_purchase_cents"))


def no_points(facts: Facts) -> str:
    return gettext(
        "%(amount)s is too small to earn a point. Nothing was added.", amount=facts.money("purchase_amount_cents")
    )


def amount_too_high(facts: Facts) -> str:
    return gettext("More than the limit of %(limit)s. Ask the manager.", limit=facts.money("maximum_purchase_cents"))


def order_already_recorded(facts: Facts) -> str:
    receipt, at = facts.words("order_reference"), facts.at("recorded_at")
    if facts.has("staff_name"):
        return gettext(
            "Receipt %(receipt)s was already added %(at)s by %(name)s.",
            receipt=receipt,
            at=at,
            name=facts.words("staff_name"),
        )
    return gettext("Receipt %(receipt)s was already added %(at)s.", receipt=receipt, at=at)


def already_voided(facts: Facts) -> str:
    if facts.has("voided_at"):
        return gettext("This was already taken back %(at)s. Nothing is left to do.", at=facts.at("voided_at"))
    return gettext("This was already taken back. Nothing is left to do.")


def void_exceeds_original(facts: Facts) -> str:
    left = facts.count("points_left")
    return ngettext(
        "At most %(points)s point of it can still be taken back. Enter less.",
        "At most %(points)s points of it can still be taken back. Enter less.",
        left,
        points=number(left),
    )


def undo_not_possible(facts: Facts) -> str:
    match facts.known.get("why"):
        case "too_late" if facts.says("window_minutes"):
            return ngettext(
                "Too late to undo here (%(num)s minute). A manager can reverse it.",
                "Too late to undo here (%(num)s minutes). A manager can reverse it.",
                facts.count("window_minutes"),
            )
        case "spent":
            return gettext("That was already used for a reward. A manager can reverse it.")
        case "other_person":
            return gettext("Somebody else did this. They can undo it, or a manager can reverse it.")
        case "other_store":
            return gettext("This was done at another store. It can be undone there.")
        case "kind":
            return gettext("This kind of action cannot be undone. Ask a manager.")
    return gettext("This cannot be undone here. A manager can reverse it.")


def would_be_negative(facts: Facts) -> str:
    if not facts.has("points_balance"):
        return gettext("The balance cannot fall below zero. Take less.")
    balance = facts.number("points_balance")
    return gettext("Balance is %(balance)s; at most %(balance)s can be taken.", balance=balance)


def adjust_limit(facts: Facts) -> str:
    limit = facts.count("adjust_limit_points")
    return ngettext(
        "One adjustment is at most %(points)s point. Enter less, or ask the owner.",
        "One adjustment is at most %(points)s points. Enter less, or ask the owner.",
        limit,
        points=number(limit),
    )


def restore_exceeds_expired(facts: Facts) -> str:
    left = facts.count("points_left")
    return ngettext(
        "Only %(points)s point expired and can come back. Enter less.",
        "Only %(points)s points expired and can come back. Enter less.",
        left,
        points=number(left),
    )


def code_wrong(facts: Facts) -> str:
    if facts.says("other_browser"):
        return gettext("You asked for this in another browser. Type the six digits of the e-mail here.")
    if facts.says("asked_elsewhere"):
        return gettext("The new address counts once you type the six digits in the browser where you changed it.")
    if not facts.says("tries_left"):
        return gettext("That code is no longer valid. Send a new one.")
    return ngettext(
        "That code is not right – %(num)s try left.",
        "That code is not right – %(num)s tries left.",
        facts.count("tries_left"),
    )


def _redeemed_before(facts: Facts) -> str:
    at = facts.at("last_redeemed_at")
    match facts.has("staff_name"), facts.has("store_name"):
        case True, True:
            return gettext(
                "Already redeemed %(at)s by %(name)s, %(store)s.",
                at=at,
                name=facts.words("staff_name"),
                store=facts.words("store_name"),
            )
        case True, False:
            return gettext("Already redeemed %(at)s by %(name)s.", at=at, name=facts.words("staff_name"))
        case False, True:
            return gettext("Already redeemed %(at)s, %(store)s.", at=at, store=facts.words("store_name"))
    return gettext("Already redeemed %(at)s.", at=at)
