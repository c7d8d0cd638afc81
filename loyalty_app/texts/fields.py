"""The sentence of every field that is wrong: what to type instead."""

from collections.abc import Callable

from loyalty_app.domain.errors import FieldProblem
from loyalty_app.texts.amounts import decimals
from loyalty_app.texts.catalogue import LazyString, gettext, lazy_gettext, ngettext
from loyalty_app.texts.facts import Facts

_l = lazy_gettext
_EXAMPLE_CENTS = 1250

FIXED: dict[str, LazyString] = {
    "amount_zero": _l("Enter the amount paid."),
    "amount_negative": _l("The amount cannot be negative. To take points back, use Undo."),
    "amount_decimals": _l("Use at most two decimals."),
    "email_invalid": _l("Check the e-mail address, for example ana@example.com."),
    "phone_invalid": _l("Check the phone number, for example +352 621 123 456."),
    "date_invalid": _l("Check the date – day, then month, then year."),
    "terms_required": _l("Please accept the terms to join."),
    "pin_weak": _l("Too easy to guess – avoid rows, repeats and dates."),
    "scan_empty": _l("Nothing was scanned. Try again."),
    "check_digit": _l("There is a typo in the number – check the last group."),
    "one_card_reference": _l("Name exactly one of card_id, qr_code and card_number."),
    "search_too_short": _l("Type at least 3 letters or digits."),
    "stamps_target": _l("Choose between 1 and 50 stamps."),
    "colour_invalid": _l("Pick a colour, for example #1A7F5A."),
    "code_invalid": _l("Use 2 to 40 small letters, digits and hyphens."),
    "code_taken": _l("This code is taken. Choose another one."),
    "email_taken": _l("Somebody signs in with this e-mail address already. Choose another one."),
    "link_invalid": _l("Use an https:// link."),
    "end_before_start": _l("The end must be after the start."),
    "image_invalid": _l("Use a PNG or JPEG up to 2 MB."),
    "reward_limit": _l("The program has as many rewards as it can have. Delete one first."),
    "reward_name_taken": _l("A reward with this name exists. Choose another name."),
}


def field_sentence(problem: FieldProblem, *, beside: bool = False) -> str:
    """What is wrong with the field. `beside`: it stands next to its field, so the field's name is not repeated."""
    facts = Facts(known={**problem.facts, "field": problem.field}, timezone="UTC")
    if beside and problem.code in BESIDE:
        return str(BESIDE[problem.code])
    if problem.code in WORDED:
        return WORDED[problem.code](facts)
    return str(FIXED[problem.code])


TYPES: dict[str, LazyString] = {
    "whole_number": _l("“%(field)s” must be a whole number."),
    "text": _l("“%(field)s” must be a text."),
    "true_or_false": _l("“%(field)s” must be true or false."),
    "list": _l("“%(field)s” must be a list."),
    "secret": _l("“%(field)s” must be 32 to 64 random letters, digits, - or _."),
    "object": _l("“%(field)s” must be an object."),
    "date": _l("“%(field)s” must be a date such as 2026-12-31."),
    "moment": _l("“%(field)s” must be a time such as 2026-12-31T10:42:00Z."),
}

# Next to its field a person needs no name of it.
BESIDE: dict[str, LazyString] = {
    "field_missing": _l("Please fill this in."),
    "field_type": _l("This cannot be right. Check what you entered."),
    "character_not_allowed": _l("This contains a character that cannot be stored. Type it without."),
}


def _field_missing(facts: Facts) -> str:
    return gettext("“%(field)s” is required.", field=facts.words("field"))


def _field_unknown(facts: Facts) -> str:
    if facts.has("did_you_mean"):
        return gettext(
            "Unknown field “%(field)s”. Did you mean “%(near)s”?",
            field=facts.words("field"),
            near=facts.words("did_you_mean"),
        )
    return gettext("Unknown field “%(field)s”. Leave it out.", field=facts.words("field"))


def _field_type(facts: Facts) -> str:
    field, expected = facts.words("field"), facts.known.get("expected")
    if expected == "one_of" and facts.has("choices"):
        return gettext("“%(field)s” must be one of: %(choices)s.", field=field, choices=facts.words("choices"))
    return str(TYPES.get(str(expected), _l("“%(field)s” is of the wrong type."))) % {"field": field}


def _field_conflict(facts: Facts) -> str:
    return gettext("“%(field)s” was given twice with different values. Send it once.", field=facts.words("field"))


def _number_out_of_range(facts: Facts) -> str:
    match facts.has("minimum"), facts.has("maximum"):
        case True, True:
            return gettext(
                "Enter a number from %(minimum)s to %(maximum)s.",
                minimum=facts.number("minimum"),
                maximum=facts.number("maximum"),
            )
        case True, False:
            return gettext("Enter a number of at least %(minimum)s.", minimum=facts.number("minimum"))
    return gettext("This number is too large. Enter a smaller one.")


def _text_too_long(facts: Facts) -> str:
    if not facts.has("maximum"):
        return gettext("This text is too long. Shorten it.")
    return ngettext("Use at most %(num)s character.", "Use at most %(num)s characters.", facts.count("maximum"))


def _character_not_allowed(facts: Facts) -> str:
    return gettext("“%(field)s” contains a character we cannot store. Leave it out.", field=facts.words("field"))


def _amount_invalid(_facts: Facts) -> str:
    return gettext("Use digits, for example %(example)s.", example=decimals(_EXAMPLE_CENTS))


def _amount_ambiguous(facts: Facts) -> str:
    if not facts.has("low_cents", "high_cents", "currency"):
        return gettext("This amount can be read in two ways. Write it with two decimals.")
    return gettext(
        "Did you mean %(low)s or %(high)s? Write it with two decimals.",
        low=facts.money("low_cents"),
        high=facts.money("high_cents"),
    )


def _currency(facts: Facts) -> str:
    return gettext("This shop uses %(currency)s. Enter the amount in that currency.", currency=facts.words("currency"))


def _name_invalid(facts: Facts) -> str:
    longest = facts.count("maximum") if facts.has("maximum") else 80
    return gettext("Please enter a name up to %(longest)s characters.", longest=longest)


def _too_young(facts: Facts) -> str:
    return gettext(
        "Joining is possible from the age of %(years)s. Check the year of birth, or come back later.",
        years=facts.count("minimum_age_years"),
    )


def _label_invalid(facts: Facts) -> str:
    longest = facts.count("maximum") if facts.has("maximum") else 40
    return gettext("Enter a short name, up to %(longest)s characters.", longest=longest)


def _reason_required(_facts: Facts) -> str:
    return gettext("Say why, in a few words.")


def _pin_format(facts: Facts) -> str:
    if facts.has("length"):
        return gettext("The PIN has %(length)s digits.", length=facts.count("length"))
    if facts.has("minimum", "maximum"):
        return gettext(
            "The PIN has %(minimum)s to %(maximum)s digits.",
            minimum=facts.count("minimum"),
            maximum=facts.count("maximum"),
        )
    return gettext("The PIN consists of digits only.")


def _password_weak(facts: Facts) -> str:
    shortest = facts.count("minimum") if facts.has("minimum") else 10
    return gettext("Choose a password of at least %(shortest)s characters.", shortest=shortest)


def _hours_invalid(facts: Facts) -> str:
    said = gettext("Write hours such as mon-fri 07:00-12:00,13:00-18:30.")
    return f"“{facts.words('part')}”: {said}" if facts.has("part") else said


def _hours_overlap(_facts: Facts) -> str:
    return gettext("Two opening hours are at the same time. Write each once.")


def _not_a_card(facts: Facts) -> str:
    if facts.says("is_set_up_code"):
        return gettext("That is a set-up code, not a card.")
    return gettext("That is not a loyalty card.")


WORDED: dict[str, Callable[[Facts], str]] = {
    "field_missing": _field_missing,
    "field_unknown": _field_unknown,
    "field_type": _field_type,
    "field_conflict": _field_conflict,
    "number_out_of_range": _number_out_of_range,
    "text_too_long": _text_too_long,
    "character_not_allowed": _character_not_allowed,
    "amount_invalid": _amount_invalid,
    "amount_ambiguous": _amount_ambiguous,
    "currency": _currency,
    "name_invalid": _name_invalid,
    "label_invalid": _label_invalid,
    "too_young": _too_young,
    "reason_required": _reason_required,
    "pin_format": _pin_format,
    "password_weak": _password_weak,
    "not_a_card": _not_a_card,
    "hours_invalid": _hours_invalid,
    "hours_overlap": _hours_overlap,
}
