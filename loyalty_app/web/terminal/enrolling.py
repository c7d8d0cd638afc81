"""A new customer at the counter: three fields, and the card's code to take along."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer, enroll_customer
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.forms import optional_text, request_key, text
from loyalty_app.web.language import language
from loyalty_app.web.qr import qr_svg
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.page import front_of_shop, show
from loyalty_app.web.terminal.results import short_name
from loyalty_app.web.terminal.screens import Enroll, Enrolled

_FIELDS = ("first_name", "last_name", "email", "marketing_consent")
_SIGNED_PIN = "pin"


def enroll_form() -> Response:
    """First name, last name, e-mail."""
    return show("_enroll", Enroll(marketing_wording=_marketing_wording()), address=url_for("terminal.enroll_form"))


def enroll() -> AnyResponse:
    """Create the card, or find the one this address has already; never a duplicate."""
    command = EnrollCustomer(
        actor=current_caller().acting,
        email=text("email", longest=254),
        first_name=text("first_name"),
        last_name=optional_text("last_name"),
        locale=language(),
        marketing_consent=request.form.get("marketing_consent") == "1",
        marketing_wording=_marketing_wording(),
        request_id=request_key(),
    )
    try:
        return _show_card(act(enroll_customer, command, CustomerEnrolled))
    except InvalidInput as refusal:
        if refusal.problems[0].field == _SIGNED_PIN:
            raise
        return _show_errors(refusal)


def _show_card(outcome: CustomerEnrolled) -> Response:
    name = short_name(outcome.card)
    if outcome.already_enrolled:
        word, sentence = gettext("Card found"), gettext("%(name)s has a card already. This is it.", name=name)
    else:
        word = gettext("New card for %(name)s", name=name)
        sentence = gettext("Scan the code with the customer’s phone, or take a picture of it.")
    screen = Enrolled(
        card=outcome.card,
        qr_svg=qr_svg(outcome.card.qr_code),
        word=word,
        sentence=sentence,
        locations=outcome.locations,
    )
    return show("_enrolled", screen, address=url_for("terminal.show_card", card_id=outcome.card.id))


def _show_errors(refusal: InvalidInput) -> Response:
    screen = Enroll(
        marketing_wording=_marketing_wording(),
        entered={name: request.form.get(name, "")[:254] for name in _FIELDS},
        errors={problem.field: texts.field_sentence(problem, beside=True) for problem in refusal.problems},
    )
    return show("_enroll", screen, status=refusal.status, address=url_for("terminal.enroll_form"))


def _marketing_wording() -> str:
    return gettext("%(shop)s may send me news and offers by e-mail.", shop=front_of_shop().card_name)
