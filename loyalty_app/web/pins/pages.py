"""The staff of the counters: who they are, their PINs, and unlocking those who mistyped theirs too often."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import InvalidInput, NotFound, StaffUnknown
from loyalty_app.domain.pins import derived_pin
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.change_pin import ChangePin
from loyalty_app.operations.change_pin import change_pin as change
from loyalty_app.operations.create_pin import CreatePin
from loyalty_app.operations.create_pin import create_pin as create
from loyalty_app.operations.delete_pin import DeletePin
from loyalty_app.operations.delete_pin import delete_pin as delete
from loyalty_app.operations.unlock_pin import UnlockPin
from loyalty_app.operations.unlock_pin import unlock_pin as unlock
from loyalty_app.queries.pins import PinView, find_pin, list_pins
from loyalty_app.queries.stores import StoreView, list_stores
from loyalty_app.texts import field_sentence
from loyalty_app.texts.catalogue import gettext
from loyalty_app.unit_of_work import clock
from loyalty_app.web import problems
from loyalty_app.web.forms import new_request_key, request_key, text, whole_number
from loyalty_app.web.pins.screens import MadePin, PinForm, PinList, PinPage, PinQuestion

ROLES = {"cashier": Role.CASHIER, "manager": Role.MANAGER}


@dataclass(frozen=True, slots=True, kw_only=True)
class PinPages:
    """The pages of one audience. `show(name, screen, status)` puts a screen into that audience's frame."""

    audience: str
    show: Callable[[str, PinPage, int], Response]

    def pins(self) -> Response:
        """Everybody in reach."""
        return self._list()

    def create_pin_form(self) -> Response:
        """Somebody new."""
        return self._form(PinForm(audience=self.audience))

    def create_pin(self) -> AnyResponse:
        """Add somebody; a PIN that we made is shown once, with the list."""
        name, role, actor = text("name", longest=100), request.form.get("role", ""), _actor()
        form = PinForm(audience=self.audience, name=name, role=role, store_id=_chosen_store(actor))
        try:
            pin, is_ours = _new_pin(is_wanted=True)
            create(
                CreatePin(
                    actor=actor,
                    store_id=form.store_id or 0,
                    name=name,
                    role=_role(role),
                    pin=pin,
                    request_id=request_key(),
                )
            )
        except InvalidInput as refusal:
            return self._refused(form, refusal)
        return self._list(MadePin(name=name, pin=pin)) if is_ours else self._back()

    def change_pin_form(self, staff_id: int) -> Response:
        """One person as they are."""
        person = _person(staff_id)
        form = PinForm(
            audience=self.audience, person=person, name=person.name, role=person.role, is_active=person.is_active
        )
        return self._form(form)

    def change_pin(self, staff_id: int) -> AnyResponse:
        """Change name, role, PIN, or whether they work here now."""
        person, name, role = _person(staff_id), text("name", longest=100), request.form.get("role", "")
        form = PinForm(
            audience=self.audience,
            person=person,
            name=name,
            role=role,
            is_active="is_active" in request.form,
            makes_pin="makes_pin" in request.form,
        )
        try:
            pin, is_ours = _new_pin(is_wanted=form.makes_pin)
            change(
                ChangePin(
                    actor=_actor(),
                    staff_id=staff_id,
                    name=name,
                    role=_role(role),
                    is_active=form.is_active,
                    pin=pin or None,
                    request_id=request_key(),
                )
            )
        except InvalidInput as refusal:
            return self._refused(form, refusal)
        return self._list(MadePin(name=name, pin=pin)) if is_ours else self._back()

    def unlock_pin(self, staff_id: int) -> AnyResponse:
        """Give all tries back."""
        _person(staff_id)
        unlock(UnlockPin(actor=_actor(), staff_id=staff_id))
        return self._back()

    def confirm_delete_pin(self, staff_id: int) -> Response:
        """Ask once, and say what happens."""
        return self.show("delete_pin", PinQuestion(audience=self.audience, person=_person(staff_id)), 200)

    def delete_pin(self, staff_id: int) -> AnyResponse:
        """They are gone from every list; what they did stays in the books."""
        _person(staff_id)
        delete(DeletePin(actor=_actor(), staff_id=staff_id))
        return self._back()

    def _list(self, made: MadePin | None = None) -> Response:
        actor = _actor()
        people = list_pins(db.session.connection(), actor.merchant_id, clock.now(), store_id=actor.store_id)
        stores = _stores(actor)
        screen = PinList(
            audience=self.audience, people=people, names_stores=len(stores) > 1, can_add=bool(stores), made=made
        )
        return self.show("pins", screen, 200)

    def _form(self, form: PinForm, status: int = 200) -> Response:
        stores = _stores(_actor()) if form.person is None else ()
        choices = tuple((store.id, store.name) for store in stores)
        return self.show("pin", replace(form, store_choices=choices if len(choices) > 1 else ()), status)

    def _refused(self, form: PinForm, refusal: InvalidInput) -> Response:
        problems.note(refusal)
        db.session.rollback()
        errors = {_FIELDS.get(each.field, each.field): _sentence(each.code, refusal) for each in refusal.problems}
        return self._form(replace(form, errors=errors, code=refusal.problems[0].code), refusal.status)

    def _back(self) -> AnyResponse:
        return redirect(url_for(f"{self.audience}.pins"), code=303)


_FIELDS = {"pin": "new_pin"}
_DIFFERENT = "field_conflict"


def _sentence(code: str, refusal: InvalidInput) -> str:
    if code == _DIFFERENT:
        return gettext("The two PINs are not the same. Type both again.")
    return next(field_sentence(each, beside=True) for each in refusal.problems if each.code == code)


def _new_pin(*, is_wanted: bool) -> tuple[str, bool]:
    """The PIN as it was typed twice, or one made here where none was typed and one `is_wanted`; "" otherwise.

    Refuses two that differ.
    """
    typed, again = (request.form.get(name, "").strip()[:40] for name in ("new_pin", "new_pin_again"))
    if typed != again:
        raise InvalidInput.of("new_pin_again", _DIFFERENT)
    if typed or not is_wanted:
        return typed, False
    return _made_pin(), True


def _made_pin() -> str:
    """A form that is sent twice makes the same PIN: whichever answer is seen, the PIN in it works.

    The pepper goes into it, which is not in the database: the key alone, which is, leads to no PIN.
    """
    settings: Settings = current_app.extensions["settings"]
    return derived_pin(settings.pin_pepper, f"made-pin:{request_key() or new_request_key()}")


def _role(name: str) -> Role:
    if name not in ROLES:
        raise InvalidInput.of("role", "field_type", expected="one_of", choices=list(ROLES))
    return ROLES[name]


def _chosen_store(actor: Actor) -> int:
    """The store of the form; who can reach only one store is not asked."""
    stores = _stores(actor)
    if "store_id" not in request.form and len(stores) == 1:
        return stores[0].id
    return whole_number(request.form.get("store_id"))


def _stores(actor: Actor) -> tuple[StoreView, ...]:
    stores = list_stores(db.session.connection(), actor.merchant_id)
    return tuple(store for store in stores if actor.store_id in (None, store.id))


def _person(staff_id: int) -> PinView:
    actor = _actor()
    try:
        return find_pin(db.session.connection(), actor.merchant_id, staff_id, clock.now(), store_id=actor.store_id)
    except StaffUnknown:
        raise NotFound from None


def _actor() -> Actor:
    return current_caller().acting
