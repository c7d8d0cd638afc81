"""A pass as Wallet draws it: which words stand where, in the reader's language (wallets A1)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_date
from markupsafe import Markup

from loyalty_app.demo.phone.changes import said
from loyalty_app.demo.phone.keeper import Shown
from loyalty_app.demo.phone.verify import VerifiedPass
from loyalty_app.texts.amounts import number
from loyalty_app.web.qr import qr_svg

_ADDRESS = re.compile(r"https?://\S+")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_LINKS = "PKDataDetectorTypeLink"
_LETTERS_OF_A_VERSION = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFace:
    """One field; `href` where the phone makes a link of the value."""

    key: str
    label: str
    value: str
    alignment: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassFace:
    """Everything that is seen of one pass. `version` names its bytes, `style` its colours."""

    serial: str
    version: str
    style: str
    organization: str
    description: str
    logo_text: str
    pictures: frozenset[str]
    header: tuple[FieldFace, ...]
    primary: tuple[FieldFace, ...]
    front: tuple[FieldFace, ...]
    back: tuple[FieldFace, ...]
    code: Markup | None
    code_text: str
    is_voided: bool
    is_registered: bool


def face_of(shown: Shown, language: str) -> PassFace:
    """The pass as this reader sees it."""
    taken, content = shown.taken, shown.taken.content
    style, codes = content["storeCard"], content.get("barcodes", [])

    def fields(place: str) -> tuple[FieldFace, ...]:
        return tuple(_field(taken, field, language) for field in style.get(place, []))

    return PassFace(
        serial=taken.serial_number,
        version=version_of(taken),
        style=style_name(taken),
        organization=said(taken, content["organizationName"], language),
        description=said(taken, content["description"], language),
        logo_text=said(taken, content.get("logoText", ""), language),
        pictures=frozenset(name.removesuffix("@3x.png") for name in taken.files if name.endswith("@3x.png")),
        header=fields("headerFields"),
        primary=fields("primaryFields"),
        front=fields("secondaryFields") + fields("auxiliaryFields"),
        back=fields("backFields"),
        code=qr_svg(codes[0]["message"]) if codes else None,
        code_text=said(taken, codes[0].get("altText", ""), language) if codes else "",
        is_voided=bool(content.get("voided")),
        is_registered=shown.is_registered,
    )


def version_of(taken: VerifiedPass) -> str:
    """Names the bytes of the pass in addresses."""
    return taken.manifest_hash[:_LETTERS_OF_A_VERSION]


def style_name(taken: VerifiedPass) -> str:
    """The class of the pass in the stylesheet of its colours."""
    return "pass-" + hashlib.sha256(taken.serial_number.encode()).hexdigest()[:_LETTERS_OF_A_VERSION]


def colours_of(taken: VerifiedPass) -> str:
    """The pass's own colours as a stylesheet; the verifier let nothing in that is no `rgb(r, g, b)`."""
    content = taken.content
    fore = content.get("foregroundColor", "rgb(0, 0, 0)")
    return (
        f".{style_name(taken)} {{ --pass-back: {content.get('backgroundColor', 'rgb(255, 255, 255)')}; "
        f"--pass-text: {fore}; --pass-label: {content.get('labelColor', fore)}; }}\n"
    )


def _field(taken: VerifiedPass, field: dict[str, Any], language: str) -> FieldFace:
    value = field["value"]
    text = _written(taken, field, language)
    detects = field.get("dataDetectorTypes", [_LINKS])
    return FieldFace(
        key=field["key"],
        label=said(taken, field.get("label", ""), language),
        value=text,
        alignment=field.get("textAlignment", "PKTextAlignmentNatural").removeprefix("PKTextAlignment").lower(),
        href=_link(text) if isinstance(value, str) and _LINKS in detects else None,
    )


def _written(taken: VerifiedPass, field: dict[str, Any], language: str) -> str:
    value = field["value"]
    if isinstance(value, int | float):
        return number(value)
    if field.get("dateStyle", "PKDateStyleNone") != "PKDateStyleNone":
        return str(format_date(datetime.fromisoformat(value)))
    return said(taken, value, language)


def _link(text: str) -> str | None:
    if _ADDRESS.fullmatch(text):
        return text
    return f"mailto:{text}" if _MAIL.fullmatch(text) else None
