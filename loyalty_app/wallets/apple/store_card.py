"""A store card: what stands where in its pass.json (spec 6 A1).

The strip shows the stamps, so a card with stamps has no primary field, which would lie over them. Visible news come
from one field alone, stamps or points: several at once would make the phone say something general.
"""

from typing import Any, NamedTuple

from loyalty_app.domain.colours import brand_colours
from loyalty_app.domain.passes import PassDesign
from loyalty_app.texts.passes import PassLabels, pass_words
from loyalty_app.wallets.apple.pass_values import PassIssuer, Values

Field = dict[str, Any]
_LINKS = ["PKDataDetectorTypeLink", "PKDataDetectorTypePhoneNumber", "PKDataDetectorTypeAddress"]
_WITH_LINKS = ("contact", "terms", "privacy")
_ON_THE_FRONT = 4  # secondary and auxiliary fields together, beside a square code


class Shape(NamedTuple):
    """What decides, apart from the values, how the file looks."""

    issuer: PassIssuer
    design: PassDesign
    description: str
    language: str
    status: str
    is_full: bool
    has_wide_logo: bool
    shown: tuple[bool, ...]  # which of the values the card has

    @property
    def is_over(self) -> bool:
        """Whether the card was given up for good."""
        return self.status in ("merged", "erased")


def store_card(shape: Shape, values: Values) -> dict[str, Any]:
    """The file as a mapping; a value that is None has no place in it."""
    design, issuer = shape.design, shape.issuer
    return {
        "formatVersion": 1,
        "passTypeIdentifier": issuer.pass_type_id,
        "teamIdentifier": issuer.team_id,
        "serialNumber": values.serial,
        "organizationName": design.merchant_name,
        "description": shape.description,
        **({} if shape.has_wide_logo else {"logoText": design.card_name}),
        **_colours(design),
        "webServiceURL": issuer.web_service_url,
        "authenticationToken": values.auth_token,
        "sharingProhibited": True,
        **_validity(shape, values),
        **_code(shape, values),
        **({"locations": values.locations} if values.locations else {}),
        "userInfo": _figures(design, values),
        "storeCard": _fields(shape, values),
    }


def _colours(design: PassDesign) -> dict[str, str]:
    colours = brand_colours(design.card_color, design.card_secondary_color)
    return {
        "foregroundColor": _rgb(colours.on_brand),
        "labelColor": _rgb(colours.on_brand_2),
        "backgroundColor": _rgb(colours.brand),
    }


def _rgb(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgb({red}, {green}, {blue})"


def _validity(shape: Shape, values: Values) -> dict[str, Any]:
    """A blocked card may come back; a closed one has ended with its last line."""
    if shape.is_over:
        return {"voided": True, "expirationDate": values.ended_at}
    return {"voided": True} if shape.status == "blocked" else {}


def _code(shape: Shape, values: Values) -> dict[str, Any]:
    if shape.is_over:
        return {}  # the code of a closed card opens nothing
    code = {
        "format": "PKBarcodeFormatQR",
        "message": values.qr_code,
        "messageEncoding": "iso-8859-1",
        "altText": values.card_number,
    }
    return {"barcodes": [code]}


def _figures(design: PassDesign, values: Values) -> dict[str, Any]:
    """The card's figures for programs that read passes: no language, no layout."""
    figures: dict[str, Any] = {"card_version": values.version}
    if design.has_stamps:
        figures |= {
            "stamp_count": values.stamp_count,
            "stamps_target": design.stamps_target,
            "rewards_ready": values.rewards_ready,
        }
    return figures | ({"points_balance": values.points} if design.has_points else {})


def _fields(shape: Shape, values: Values) -> dict[str, list[Field]]:
    labels = pass_words().labels_in(shape.language)
    points, best = _points(shape, values, labels), _best_reward(values)
    blocked = [_field("blocked", labels.blocked, labels.ask)] if shape.status == "blocked" else []
    person = _known(("expires", labels.expires, values.expires), ("member", labels.member, values.first_name))
    header: list[Field] = []
    primary: list[Field] = []
    if shape.is_over:
        front = [_field("closed", labels.closed, labels.closed_card)]
    elif shape.design.has_stamps:
        header = [_stamps(shape, values, labels)]
        front = [_stamp_reward(values, labels), *points, *blocked, *best, *person]
    else:
        header, primary = points, best
        front = [*blocked, *person]
    listed = {
        "headerFields": header,
        "primaryFields": primary,
        "secondaryFields": front[:2],
        "auxiliaryFields": front[2:_ON_THE_FRONT],
        "backFields": _back(values, labels),
    }
    return {name: fields for name, fields in listed.items() if fields}


def _stamps(shape: Shape, values: Values, labels: PassLabels[str]) -> Field:
    change = labels.stamps_ready_change if shape.is_full else labels.stamps_change
    return _field("stamps", labels.stamps, values.stamps, changeMessage=change)


def _points(shape: Shape, values: Values, labels: PassLabels[str]) -> list[Field]:
    if not shape.design.has_points or shape.is_over:
        return []
    style = {"numberStyle": "PKNumberStyleDecimal", "changeMessage": labels.points_change}
    return [_field("points", labels.points, values.points, **style)]


def _stamp_reward(values: Values, labels: PassLabels[str]) -> Field:
    return _field("reward", values.reward_label, values.stamps_reward or labels.your_reward)


def _best_reward(values: Values) -> list[Field]:
    """The dearest reward that the points are enough for, else the next one."""
    return _known(("next_reward", values.next_label, values.best_reward)) if values.next_label else []


def _back(values: Values, labels: PassLabels[str]) -> list[Field]:
    fields = _known(
        ("ready", labels.ready, values.ready),
        ("next", labels.next, values.next),
        ("history", labels.history, values.history),
        ("expiry", labels.expires, values.expiry),
        ("number", labels.number, values.card_number),
        ("hours", labels.hours, values.hours),
        ("contact", labels.contact, values.contact),
        ("terms", labels.terms, values.terms),
        ("privacy", labels.privacy, values.privacy),
    )
    for field in fields:
        # Else the phone would take the card's number for a telephone number.
        field["dataDetectorTypes"] = _LINKS if field["key"] in _WITH_LINKS else []
    return fields


def _known(*described: tuple[str, str | None, str | None]) -> list[Field]:
    return [_field(key, label, value) for key, label, value in described if value]


def _field(key: str, label: str | None, value: str | None, **more: Any) -> Field:
    return {"key": key, "label": label, "value": value, **more}
