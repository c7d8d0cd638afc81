"""A new customer at the counter: three fields, and the card's code to take along."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.claim_card import claim_token
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer, enroll_customer
from loyalty_app.queries.claims import is_unclaimed
from loyalty_app.texts.catalogue import gettext
from loyalty_app.unit_of_work import clock
from loyalty_app.web.forms import optional_text, request_key, text
from loyalty_app.web.language import language
from loyalty_app.web.qr import qr_svg
from loyalty_app.web.storefront.claiming import claim_url, signin_url
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.page import front_of_shop, show, this_terminal
from loyalty_app.web.terminal.screens import Enroll, Enrolled
from loyalty_app.web.terminal.standing import short_name

_FIELDS = ("first_name", "last_name", "email", "marketing_consent")
_SIGNED_PIN = "pin"


def enroll_form() -> Response:
    """First name, last name, e-mail."""
    screen = Enroll(marketing_wording=_marketing_wording(), age_rule=_age_rule())
    return show("_enroll", screen, address=url_for("terminal.enroll_form"))


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
    screen = _found(outcome) if outcome.already_enrolled else _made(outcome)
    return show("_enrolled", screen, address=url_for("terminal.show_card", card_id=outcome.card.id))


def _made(outcome: CustomerEnrolled) -> Enrolled:
    """A new card. Its code signs the phone in, unless the person behind it is known from elsewhere."""
    card, store_code = outcome.card, front_of_shop().store_code
    word = gettext("New card for %(name)s", name=short_name(card))
    if not is_unclaimed(db.session.connection(), card.id):
        return _sign_in_by_mail(outcome, word=word)
    link = claim_url(store_code, claim_token(this_terminal().store_id, card.id, clock.now()))
    return Enrolled(
        card=card,
        qr_svg=qr_svg(link),
        qr_label=gettext("The way to the new card"),
        word=word,
        sentence=gettext("Scan this with the customer’s phone: the card opens there. It works once, for ten minutes."),
        locations=outcome.locations,
    )


def _found(outcome: CustomerEnrolled) -> Enrolled:
    """The card of a member: whoever types their address gets no way into it."""
    name = short_name(outcome.card)
    return _sign_in_by_mail(
        outcome, word=gettext("Card found"), lead=gettext("%(name)s has a card already.", name=name)
    )


def _sign_in_by_mail(outcome: CustomerEnrolled, *, word: str, lead: str = "") -> Enrolled:
    way = gettext("To see it on the phone: scan this and sign in with the e-mail address.")
    return Enrolled(
        card=outcome.card,
        qr_svg=qr_svg(signin_url(front_of_shop().store_code)),
        qr_label=gettext("The way to sign in"),
        word=word,
        sentence=f"{lead} {way}".strip(),
        locations=outcome.locations,
    )


def _show_errors(refusal: InvalidInput) -> Response:
    screen = Enroll(
        marketing_wording=_marketing_wording(),
        age_rule=_age_rule(),
        entered={name: request.form.get(name, "")[:254] for name in _FIELDS},
        errors={problem.field: texts.field_sentence(problem, beside=True) for problem in refusal.problems},
    )
    return show("_enroll", screen, status=refusal.status, address=url_for("terminal.enroll_form"))


def _age_rule() -> str | None:
    years = front_of_shop().minimum_age_years
    return None if years is None else gettext("Members are at least %(years)s years old.", years=years)


def _marketing_wording() -> str:
    return gettext("%(shop)s may send me news and offers by e-mail.", shop=front_of_shop().card_name)
