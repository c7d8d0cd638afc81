"""pass.json of a store card: what stands where (spec 6 A1).

The strip shows the stamps, so a card with stamps has no primary field, which would lie over them. Visible news come
from one field alone, stamps or points: several at once would make the phone say something general.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty_app.domain.colours import brand_colours
from loyalty_app.domain.passes import PassContent, PassReward
from loyalty_app.texts.passes import PassLabels, PassPhrases, pass_words

Field = dict[str, Any]
_LINKS = ["PKDataDetectorTypeLink", "PKDataDetectorTypePhoneNumber", "PKDataDetectorTypeAddress"]
_WITH_LINKS = ("contact", "terms", "privacy")
_ON_THE_FRONT = 4  # secondary and auxiliary fields together, beside a square code


@dataclass(frozen=True, slots=True, kw_only=True)
class PassIdentity:
    """Which pass it is, and how the phone asks for its next version."""

    pass_type_id: str
    team_id: str
    serial: str
    auth_token: str
    web_service_url: str


@dataclass(frozen=True, slots=True)
class _Words:
    labels: PassLabels
    phrases: PassPhrases


def pass_json(content: PassContent, identity: PassIdentity, phrases: PassPhrases, *, has_wide_logo: bool) -> bytes:
    """The file; `phrases` in the customer's language."""
    words = _Words(pass_words(content.locale).labels, phrases)
    facts = {
        "formatVersion": 1,
        "passTypeIdentifier": identity.pass_type_id,
        "teamIdentifier": identity.team_id,
        "serialNumber": identity.serial,
        "organizationName": content.design.merchant_name,
        "description": phrases.description,
        **({} if has_wide_logo else {"logoText": content.design.card_name}),
        **_colours(content),
        "webServiceURL": identity.web_service_url,
        "authenticationToken": identity.auth_token,
        "sharingProhibited": True,
        **_validity(content),
        **_code(content),
        **_locations(content),
        "userInfo": _figures(content),
        "storeCard": _fields(content, words),
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def _colours(content: PassContent) -> dict[str, str]:
    colours = brand_colours(content.design.card_color, content.design.card_secondary_color)
    return {
        "foregroundColor": _rgb(colours.on_brand),
        "labelColor": _rgb(colours.on_brand_2),
        "backgroundColor": _rgb(colours.brand),
    }


def _rgb(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour[1:])
    return f"rgb({red}, {green}, {blue})"


def _validity(content: PassContent) -> dict[str, Any]:
    """A blocked card may come back; a closed one has ended with its last line."""
    if content.is_over:
        return {"voided": True, "expirationDate": _w3c(content.last_line_at)}
    return {"voided": True} if content.status == "blocked" else {}


def _w3c(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _code(content: PassContent) -> dict[str, Any]:
    if content.is_over:
        return {}  # the code of a closed card opens nothing
    code = {
        "format": "PKBarcodeFormatQR",
        "message": content.qr_code,
        "messageEncoding": "iso-8859-1",
        "altText": content.card_number,
    }
    return {"barcodes": [code]}


def _locations(content: PassContent) -> dict[str, Any]:
    places = [
        {
            "latitude": store.latitude,
            "longitude": store.longitude,
            "relevantText": f"{content.design.card_name} · {store.name}",
        }
        for store in content.stores
        if store.latitude is not None and store.longitude is not None
    ]
    return {"locations": places} if places else {}


def _figures(content: PassContent) -> dict[str, int]:
    """The card's figures for programs that read passes: no language, no layout."""
    figures = {"card_version": content.version}
    if content.design.has_stamps:
        figures |= {
            "stamp_count": content.stamp_count,
            "stamps_target": content.design.stamps_target,
            "rewards_ready": content.rewards_ready,
        }
    return figures | ({"points_balance": content.points_balance} if content.design.has_points else {})


def _fields(content: PassContent, words: _Words) -> dict[str, list[Field]]:
    stamps, points, best = _stamps(content, words), _points(content, words), _best_reward(content, words)
    header: list[Field] = []
    primary: list[Field] = []
    if content.is_over:
        front = [_field("closed", words.labels.closed, words.labels.closed_card)]
    elif stamps:
        header = [stamps]
        front = [_stamp_reward(content, words), *points, *_blocked(content, words), *best, *_person(content, words)]
    else:
        header, primary = points, best
        front = [*_blocked(content, words), *_person(content, words)]
    front = front[:_ON_THE_FRONT]
    listed = {
        "headerFields": header,
        "primaryFields": primary,
        "secondaryFields": front[:2],
        "auxiliaryFields": front[2:],
        "backFields": _back(content, words),
    }
    return {name: fields for name, fields in listed.items() if fields}


def _stamps(content: PassContent, words: _Words) -> Field | None:
    if words.phrases.stamps is None:
        return None
    is_full = content.stamps_shown == content.design.stamps_target
    change = words.labels.stamps_ready_change if is_full else words.labels.stamps_change
    return _field("stamps", words.labels.stamps, words.phrases.stamps, changeMessage=change)


def _points(content: PassContent, words: _Words) -> list[Field]:
    if not content.design.has_points or content.is_over:
        return []
    style = {"numberStyle": "PKNumberStyleDecimal", "changeMessage": words.labels.points_change}
    return [_field("points", words.labels.points, content.points_balance, **style)]


def _stamp_reward(content: PassContent, words: _Words) -> Field:
    reward = content.stamps_reward_description or words.labels.your_reward
    return _field("reward", words.phrases.reward_label or words.labels.your_reward, reward)


def _best_reward(content: PassContent, words: _Words) -> list[Field]:
    """The dearest reward that the points are enough for, else the next one."""
    best: PassReward | None = content.rewards[-1] if content.rewards else content.next_reward
    if best is None or words.phrases.next_label is None:
        return []
    return [_field("next_reward", words.phrases.next_label, best.name)]


def _blocked(content: PassContent, words: _Words) -> list[Field]:
    return [_field("blocked", words.labels.blocked, words.labels.ask)] if content.status == "blocked" else []


def _person(content: PassContent, words: _Words) -> list[Field]:
    return _known(
        ("expires", words.labels.expires, words.phrases.expires), ("member", words.labels.member, content.first_name)
    )


def _back(content: PassContent, words: _Words) -> list[Field]:
    labels, phrases = words.labels, words.phrases
    privacy = content.terms.privacy_url if content.terms else None
    fields = _known(
        ("ready", labels.ready, phrases.ready),
        ("next", labels.next, phrases.next),
        ("history", labels.history, phrases.history),
        ("expiry", labels.expires, phrases.expiry),
        ("number", labels.number, content.card_number),
        ("hours", labels.hours, phrases.hours),
        ("contact", labels.contact, content.contact_email),
        ("terms", labels.terms, phrases.terms),
        ("privacy", labels.privacy, privacy),
    )
    for field in fields:
        # Else the phone would take the card's number for a telephone number.
        field["dataDetectorTypes"] = _LINKS if field["key"] in _WITH_LINKS else []
    return fields


def _known(*described: tuple[str, str, str | None]) -> list[Field]:
    return [_field(key, label, value) for key, label, value in described if value]


def _field(key: str, label: str, value: str | int, **more: Any) -> Field:
    return {"key": key, "label": label, "value": value, **more}
