"""pass.json: every rule for a store card that can be seen in it alone (wallets A1)."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from loyalty_app.demo.phone.fields import require_fields
from loyalty_app.demo.phone.refused import PassRefused, require

_STYLES = {"boardingPass", "coupon", "eventTicket", "generic", "storeCard"}
_TEXTS = ("passTypeIdentifier", "teamIdentifier", "serialNumber", "organizationName", "description")
_BOOLEANS = ("voided", "sharingProhibited", "suppressStripShine")
_COLOURS = ("foregroundColor", "backgroundColor", "labelColor")
_KNOWN = {
    *("formatVersion", "authenticationToken", "webServiceURL", "barcodes", "barcode", "locations", "maxDistance"),
    *("beacons", "relevantDate", "relevantDates", "expirationDate", "nfc", "semantics", "logoText", "appLaunchURL"),
    *("associatedStoreIdentifiers", "userInfo", *_STYLES, *_TEXTS, *_BOOLEANS, *_COLOURS),
}
_COLOUR = re.compile(r"rgb\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})\)")
_SERIAL = re.compile(r"[A-Za-z0-9._~-]{1,400}")
_PASS_TYPE = re.compile(r"pass\.[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_FORMATS = {f"PKBarcodeFormat{kind}" for kind in ("QR", "PDF417", "Aztec", "Code128")}
_SHORTEST_TOKEN, _MOST_PLACES = 16, 10
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def require_store_card(content: dict[str, Any]) -> None:
    """Raises PassRefused with the first rule that the description breaks."""
    require(that=set(content) <= _KNOWN, otherwise=f"pass.json holds unknown {sorted(set(content) - _KNOWN)}")
    version = content.get("formatVersion")
    require(that=type(version) is int and version == 1, otherwise="formatVersion is not the number 1")
    for name in _TEXTS:
        require(that=isinstance(content.get(name), str) and content[name], otherwise=f"{name} is missing")
    require(that=_PASS_TYPE.fullmatch(content["passTypeIdentifier"]), otherwise="passTypeIdentifier is no pass.…")
    require(that=_SERIAL.fullmatch(content["serialNumber"]), otherwise="serialNumber would be escaped twice on its way")
    styles = _STYLES & set(content)
    require(that=styles == {"storeCard"}, otherwise=f"the styles are {sorted(styles)}: exactly storeCard belongs there")
    require(that=isinstance(content["storeCard"], dict), otherwise="storeCard is no object")
    _require_switches(content)
    _require_web_service(content)
    _require_barcodes(content)
    _require_places(content)
    require_fields(content["storeCard"])


def _require_switches(content: dict[str, Any]) -> None:
    for name in _BOOLEANS:
        require(that=isinstance(content.get(name, True), bool), otherwise=f"{name} is neither true nor false")
    for name in _COLOURS:
        found = _COLOUR.fullmatch(str(content[name])) if name in content else None
        is_colour = found and all(int(part) <= 255 for part in found.groups())
        require(that=name not in content or is_colour, otherwise=f"{name} is no rgb(r, g, b)")
    require(that=isinstance(content.get("logoText", ""), str), otherwise="logoText is no text")
    if "expirationDate" in content:
        _require_moment(content["expirationDate"], "expirationDate")
    require(that="nfc" not in content, otherwise="nfc needs an entitlement that this certificate does not have")


def _require_moment(value: object, name: str) -> None:
    require(that=isinstance(value, str) and _MOMENT.fullmatch(value), otherwise=f"{name} is no complete W3C date")
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        raise PassRefused(f"{name} is no date of the calendar") from None


def _require_web_service(content: dict[str, Any]) -> None:
    token, url = content.get("authenticationToken"), content.get("webServiceURL")
    require(that=(token is None) == (url is None), otherwise="authenticationToken and webServiceURL belong together")
    if url is None:
        return
    is_long = isinstance(token, str) and len(token) >= _SHORTEST_TOKEN and token.isascii()
    require(that=is_long, otherwise=f"authenticationToken is shorter than {_SHORTEST_TOKEN} characters")
    require(that=isinstance(url, str), otherwise="webServiceURL is no text")
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    require(that=is_safe and parts.hostname, otherwise="webServiceURL is not https")
    require(that=not (parts.query or parts.fragment or parts.username), otherwise="webServiceURL is more than a path")
    require(that=not url.endswith(("/", "/v1")), otherwise="webServiceURL ends in a slash or /v1")


def _require_barcodes(content: dict[str, Any]) -> None:
    codes = content.get("barcodes", [])
    require(that=isinstance(codes, list), otherwise="barcodes is no list")
    for code in codes:
        require(that=isinstance(code, dict), otherwise="barcodes holds something that is no code")
        require(that=code.get("format") in _FORMATS, otherwise="a barcode of an unknown format")
        is_text = isinstance(code.get("message"), str) and isinstance(code.get("messageEncoding"), str)
        require(that=is_text and code["message"], otherwise="a barcode without message and messageEncoding")
        require(that=isinstance(code.get("altText", ""), str), otherwise="altText is no text")
        try:
            code["message"].encode(code["messageEncoding"])
        except (LookupError, UnicodeEncodeError):
            raise PassRefused("a barcode's message does not fit its encoding") from None


def _require_places(content: dict[str, Any]) -> None:
    places = content.get("locations", [])
    require(that=isinstance(places, list), otherwise="locations is no list")
    require(that=len(places) <= _MOST_PLACES, otherwise=f"{len(places)} locations: ten is the most")
    for place in places:
        require(that=isinstance(place, dict), otherwise="locations holds something that is no place")
        for name, most in (("latitude", 90), ("longitude", 180)):
            value = place.get(name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            require(that=is_number and abs(place[name]) <= most, otherwise=f"a location without a {name}")
        require(that=isinstance(place.get("relevantText", ""), str), otherwise="relevantText is no text")
    distance = content.get("maxDistance", 1)
    is_distance = isinstance(distance, int | float) and not isinstance(distance, bool) and distance > 0
    require(that=is_distance, otherwise="maxDistance is no distance")
