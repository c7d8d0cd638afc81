"""What is said to a program that asks in a way we cannot answer."""

from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.facts import Facts


def json_invalid(facts: Facts) -> str:
    if facts.says("is_not_finite"):
        return gettext("Numbers must be finite. Send plain digits.")
    if facts.has("line", "column"):
        return gettext(
            "The body is not valid JSON (line %(line)s, column %(column)s).",
            line=facts.count("line"),
            column=facts.count("column"),
        )
    return gettext("The body is not valid JSON.")


def json_duplicate_key(facts: Facts) -> str:
    return gettext("“%(key)s” appears twice in the body. Send it once.", key=facts.words("key"))


def body_too_large(facts: Facts) -> str:
    if facts.has("limit_kb"):
        return gettext("This is larger than %(limit)s KB. Send less at once.", limit=facts.number("limit_kb"))
    return gettext("This is too large. Send less at once.")


def content_type(facts: Facts) -> str:
    if facts.says("is_compressed"):
        return gettext("Compressed bodies are not accepted. Send plain JSON.")
    return gettext("The body is not marked as JSON. Use Content-Type: application/json.")


def rate_limited(facts: Facts) -> str:
    if facts.says("is_crowded"):
        return gettext("Many people are joining – try again in a minute.")
    if facts.says("is_guessing"):
        return gettext(
            "Too many wrong codes were typed here. Open the link in the mail, or go on in %(wait)s.", wait=facts.wait()
        )
    if facts.has("retry_after_seconds"):
        return gettext("That was too often in a short time. Go on in %(wait)s.", wait=facts.wait())
    return gettext("That was too often in a short time. Go on in a minute.")


def busy(facts: Facts) -> str:
    if facts.has("retry_after_seconds"):
        return gettext("The system is busy; nothing was saved. Try again in %(wait)s.", wait=facts.wait())
    return gettext("The system is busy; nothing was saved. Try again in a moment.")
