"""The verifier takes a good pass and catches every single fault, each by its own sentence."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options

from loyalty_app.demo.phone.container import read_bundle
from loyalty_app.demo.phone.signature import read_signature
from loyalty_app.demo.phone.verify import verify_pass
from tests.doubles.authority import PASS_TYPE, an_authority
from tests.doubles.pass_maker import STAMPS, Draft, manifest_of, picture, zipped
from tests.doubles.pkpass import PassRefused, openssl_verifies, strictly_verified

ROOT = an_authority().root.certificate
Spoiler = Callable[[Draft], object]


def test_a_good_pass_is_taken() -> None:
    verified = strictly_verified(Draft().made(), ROOT)
    assert (verified.pass_type, verified.serial_number) == (PASS_TYPE, "card-1")
    assert verified.languages["lb"] == {"STAMPS": "lb", "NEXT": "é"}
    assert set(verified.languages) == {"en", "fr", "de", "lb"}
    assert abs(verified.signed_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_deflated_pass_is_taken_as_well() -> None:
    strictly_verified(zipped(Draft().signed(), method=zipfile.ZIP_DEFLATED), ROOT)


def test_a_pass_without_web_service_or_with_words_in_utf_16_is_taken() -> None:
    draft = Draft()
    del draft.content["webServiceURL"], draft.content["authenticationToken"]
    for language in ("en", "fr", "de", "lb"):
        draft.files[f"{language}.lproj/pass.strings"] = '/* x */ "A" = "say \\"é\\"\\n";'.encode("utf-16")
    assert strictly_verified(draft.made(), ROOT).languages["de"] == {"A": 'say "é"\n'}


# ── pass.json ────────────────────────────────────────────────────────────────────────────────────────────────────


def _set(**values: Any) -> Spoiler:
    return lambda draft: draft.content.update(values)


def _field(place: str, **values: Any) -> Spoiler:
    return lambda draft: draft.card[place].append({"key": "more", "value": "x"} | values)


def _without(name: str) -> Spoiler:
    return lambda draft: draft.content.pop(name)


def _times(count: int, place: str) -> Spoiler:
    return lambda draft: draft.card[place].extend({"key": f"more{n}", "value": n} for n in range(count))


def _service(url: str) -> Spoiler:
    return _set(webServiceURL=url)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_set(formatVersion="1"), "formatVersion is not the number 1"),
        (_set(formatVersion=True), "formatVersion is not the number 1"),
        (_set(formatVersion=1.0), "formatVersion is not the number 1"),
        (_set(formatVersion=2), "formatVersion is not the number 1"),
        (_without("serialNumber"), "serialNumber is missing"),
        (_set(serialNumber=17), "serialNumber is missing"),
        (_set(serialNumber="a/b"), "serialNumber would be escaped"),
        (_set(serialNumber="a b"), "serialNumber would be escaped"),
        (_set(organizationName=""), "organizationName is missing"),
        (_without("description"), "description is missing"),
        (_set(coupon={}), "exactly storeCard"),
        (lambda draft: draft.content.update(generic=draft.content.pop("storeCard")), "exactly storeCard"),
        (_set(storeCard=[]), "storeCard is no object"),
        (_set(wibble=1), "unknown ['wibble']"),
        (_set(passTypeIdentifier="pass.lu.example.other"), "may not match your certificate: UID"),
        (_set(passTypeIdentifier="loyalty"), "passTypeIdentifier is no pass"),
        (_set(teamIdentifier="OTHER12345"), "may not match your certificate: OU"),
        (_set(backgroundColor="#0f4c5c"), "backgroundColor is no rgb"),
        (_set(labelColor="rgb(1, 2, 256)"), "labelColor is no rgb"),
        (_set(foregroundColor=None), "foregroundColor is no rgb"),
        (_set(voided="yes"), "voided is neither"),
        (_set(expirationDate="2027-01-01"), "no complete W3C date"),
        (_set(expirationDate="2027-01-01T10:00"), "no complete W3C date"),
        (_set(expirationDate="2027-02-30T10:00Z"), "no date of the calendar"),
        (_without("webServiceURL"), "belong together"),
        (_without("authenticationToken"), "belong together"),
        (_set(authenticationToken="fifteen-letters"), "authenticationToken is shorter"),
        (_service("http://loyalty.example/api"), "webServiceURL is not https"),
        (_service("https://loyalty.example/api/"), "ends in a slash"),
        (_service("https://loyalty.example/api/v1"), "ends in a slash or /v1"),
        (_service("https://loyalty.example/api?x=1"), "more than a path"),
        (_service("https://"), "webServiceURL is not https"),
        (_set(locations=[{"latitude": 1, "longitude": 1}] * 11), "ten is the most"),
        (_set(locations=[{"latitude": "49.6", "longitude": 6}]), "without a latitude"),
        (_set(locations=[{"latitude": 49.6, "longitude": 186}]), "without a longitude"),
        (_set(maxDistance=0), "maxDistance"),
        (_set(barcodes={}), "barcodes is no list"),
        (_set(barcodes=[{"format": "QR", "message": "x", "messageEncoding": "utf-8"}]), "unknown format"),
        (_set(barcodes=[{"format": "PKBarcodeFormatQR", "message": "x"}]), "without message and messageEncoding"),
        (
            _set(barcodes=[{"format": "PKBarcodeFormatQR", "message": "ő", "messageEncoding": "iso-8859-1"}]),
            "does not fit its encoding",
        ),
        (_set(nfc={"message": "x"}), "entitlement"),
        (_field("backFields", key="stamps"), "two fields are called 'stamps'"),
        (_field("backFields", key=""), "has no key"),
        (_field("backFields", value=None), "neither text nor number"),
        (_field("backFields", value=True), "neither text nor number"),
        (_field("backFields", changeMessage="changed"), "changeMessage without %@"),
        (_field("backFields", textAlignment="PKTextAlignmentLeft"), "know no textAlignment"),
        (_field("auxiliaryFields", textAlignment="left"), "textAlignment is unknown"),
        (_field("auxiliaryFields", numberStyle="PKNumberStyleDecimal"), "a number's format without one"),
        (_field("auxiliaryFields", currencyCode="EUR"), "a number's format without one"),
        (_field("auxiliaryFields", value=1, currencyCode="euro"), "no ISO 4217"),
        (_field("auxiliaryFields", dataDetectorTypes=[]), "dataDetectorTypes"),
        (_field("backFields", attributedValue="<b>x</b>"), "more than links"),
        (_field("backFields", color="red"), "unknown ['color']"),
        (_times(3, "headerFields"), "more than 3 headerFields"),
        (_times(2, "primaryFields"), "more than 1 primaryFields"),
        (_times(3, "auxiliaryFields"), "4 fit"),
        (lambda draft: draft.card.update(transitType="PKTransitTypeAir"), "storeCard holds ['transitType']"),
        (lambda draft: draft.card.update(headerFields=STAMPS), "headerFields is no list"),
    ],
)
def test_a_description_that_breaks_a_rule_is_caught(spoil: Spoiler, sentence: str) -> None:
    draft = Draft()
    spoil(draft)
    _caught(draft.made(), sentence)


def test_a_key_that_stands_twice_in_json_is_caught() -> None:
    draft = Draft()
    files = draft.unsigned()
    files["pass.json"] = b'{"formatVersion": 1, ' + files["pass.json"].lstrip()[1:]
    del files["manifest.json"]
    _caught(zipped(draft.signed({**files, "manifest.json": manifest_of(files)})), "a key stands there twice")


# ── pictures and words ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("icon.png", None, "icon.png is missing"),
        ("icon@2x.png", None, "icon@2x.png is missing"),
        ("icon@3x.png", picture(58, 58), "icon@3x.png is 58×58"),
        ("logo.png", picture(161, 50), "logo.png is 161×50"),
        ("logo@2x.png", picture(242, 80), "not 2 times as large"),
        ("strip@3x.png", picture(1125, 369), "strip@3x.png is 1125×369"),
        ("strip.png", None, "no picture of single density"),
        ("icon@3x.png", picture(87, 87, "JPEG"), "is no PNG"),
        ("icon@3x.png", picture(87, 87)[:60], "cannot be drawn"),
        ("thumbnail.png", picture(90, 90), "does not belong"),
        (".DS_Store", b"x", "no plain path"),
        ("Pass/icon.png", picture(29, 29), "does not belong"),
        ("de.lproj/pass.strings", b'"STAMPS" = "x"', "didn't parse"),
        ("de.lproj/pass.strings", b'"STAMPS" = "x";', "does not say ['NEXT']"),
        ("de.lproj/pass.strings", b'"STAMPS" = "say "x"";"NEXT" = "y";', "didn't parse"),
        ("de.lproj/pass.strings", b'"NEXT" = "x"; "STAMPS" = "x"; "STAMPS" = "y";', "twice"),
        ("de.lproj/pass.strings", '"NEXT" = "é";'.encode("latin-1"), "neither UTF-8"),
        ("de.lproj/pass.strings", b'"NEXT" = "\\q"; "STAMPS" = "x";', "escapes"),
        ("pt.lproj/icon.png", picture(29, 29), "without pass.strings"),
    ],
)
def test_a_picture_or_a_translation_that_is_wrong_is_caught(name: str, data: bytes | None, sentence: str) -> None:
    draft = Draft()
    if data is None:
        del draft.files[name]
    else:
        draft.files[name] = data
    _caught(draft.made(), sentence)


def test_only_the_language_that_texts_are_keys_in_may_leave_them_out() -> None:
    draft = Draft()
    draft.files["fr.lproj/pass.strings"] = b'"STAMPS" = "STAMPS";'
    assert strictly_verified(draft.made(), ROOT).languages["fr"] == {"STAMPS": "STAMPS"}
    draft.files["fr.lproj/pass.strings"] = b'"STAMPS" = "Tampons";'
    _caught(draft.made(), "fr.lproj does not say ['NEXT']")


# ── manifest and container ───────────────────────────────────────────────────────────────────────────────────────


def _changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A pass in which one file was changed after everything was signed."""
    files = Draft().signed()
    return zipped({**files, name: change(files[name])})


def _with_manifest(change: Callable[[dict[str, str]], object]) -> bytes:
    """A pass whose manifest was changed before it was signed."""
    draft = Draft()
    files = draft.unsigned()
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    return zipped(draft.signed({**files, "manifest.json": json.dumps(manifest).encode()}))


def _without_file(name: str) -> bytes:
    files = Draft().signed()
    del files[name]
    return zipped(files)


def _archive(*more: tuple[str, bytes]) -> bytes:
    target = io.BytesIO(Draft().made())
    with zipfile.ZipFile(target, "a") as archive:
        for name, data in more:
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def _commented() -> bytes:
    target = io.BytesIO(Draft().made())
    with zipfile.ZipFile(target, "a") as archive:
        archive.comment = b"made by hand"
    return target.getvalue()


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: _changed("pass.json", lambda data: data + b" "), "changed after the manifest"),
        (lambda: _changed("icon.png", lambda _: picture(29, 30)), "changed after the manifest"),
        (lambda: _changed("manifest.json", lambda data: data + b"\n"), "openssl"),
        (lambda: _changed("signature", lambda data: _flipped(data, len(data) - 9)), "openssl"),
        (lambda: _changed("signature", lambda _: b""), "openssl"),
        (lambda: _with_manifest(lambda manifest: manifest.pop("logo.png")), "logo.png is not in the manifest"),
        (lambda: _with_manifest(lambda manifest: manifest.pop("de.lproj/pass.strings")), "is not in the manifest"),
        (lambda: _with_manifest(lambda manifest: manifest.update({"a.png": "0" * 40})), "and not in the pass"),
        (lambda: _with_manifest(lambda manifest: manifest.update({"icon.png": "0" * 40})), "changed after"),
        (lambda: _with_manifest(lambda manifest: manifest.update({"icon.png": "0" * 64})), "no SHA-1 in hex"),
        (lambda: _without_file("signature"), "signature is missing"),
        (lambda: _without_file("manifest.json"), "manifest.json is missing"),
        (lambda: _without_file("pass.json"), "pass.json is missing"),
        (lambda: _changed("manifest.json", lambda _: b"{"), "manifest.json didn't parse"),
        (lambda: _changed("manifest.json", lambda _: b"[]"), "manifest.json is no object"),
        (lambda: _archive(("de.lproj/", b"")), "is a directory entry"),
        (lambda: _archive(("de.lproj/../icon.png", b"")), "leads elsewhere"),
        (lambda: _archive(("/icon.png", b"")), "no plain path"),
        (lambda: b"x" + Draft().made(), "no ZIP begins"),
        (_commented, "carries a comment"),
        (lambda: Draft().made()[:-30], "cannot be read"),
        (lambda: zipped(Draft().signed(), method=zipfile.ZIP_BZIP2), "neither stored nor deflated"),
        (lambda: zipped({f"card/{name}": data for name, data in Draft().signed().items()}), "does not belong"),
    ],
)
def test_a_container_that_was_touched_is_caught(make: Callable[[], bytes], sentence: str) -> None:
    _caught(make(), sentence)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_in_the_zip_twice_is_caught() -> None:
    _caught(_archive(("icon.png", b"")), "holds a file twice")


def test_a_single_flipped_byte_of_the_stored_zip_is_caught() -> None:
    data = Draft().made()
    place = data.index(b"You have %@")
    _caught(_flipped(data, place), "cannot be read")


# ── signature and certificates ───────────────────────────────────────────────────────────────────────────────────


def _signed_by(**values: Any) -> Spoiler:
    return lambda draft: setattr(draft, "signer", draft.authority.leaf(**values))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda draft: setattr(draft, "options", (PKCS7Options.Binary,)), "must be detached"),
        (lambda draft: setattr(draft, "options", (PKCS7Options.DetachedSignature,)), "the manifest is another one"),
        (lambda draft: setattr(draft, "options", (*draft.options, PKCS7Options.NoAttributes)), "signed attributes"),
        (lambda draft: setattr(draft, "options", (*draft.options, PKCS7Options.NoCerts)), "4 parts where SignedData"),
        (lambda draft: setattr(draft, "more_certificates", (draft.authority.root,)), "3 certificates"),
        (lambda draft: setattr(draft, "authority", an_authority("two")), "issued by somebody else"),
        (_signed_by(marker=None), "the marker extension"),
        (_signed_by(marker="pass.lu.example.other"), "the marker extension"),
        (_signed_by(usages=(an_authority().leaf().certificate.signature_algorithm_oid,)), "not made for signing"),
        (_signed_by(usages=()), "has no ExtendedKeyUsage"),
        (_signed_by(valid=(-300, -1)), "is not valid now"),
        (_signed_by(valid=(1, 300)), "is not valid now"),
        (_signed_by(pass_type="pass.lu.example.other"), "UID"),
        (_signed_by(team="OTHER12345"), "OU"),
    ],
)
def test_a_signature_of_another_shape_is_caught_by_the_phones_own_checks(spoil: Spoiler, sentence: str) -> None:
    draft = Draft()
    spoil(draft)
    with pytest.raises(PassRefused, match=_literally(sentence)):
        verify_pass(draft.made(), root=ROOT, now=datetime.now(UTC))


@pytest.mark.parametrize("change", [lambda data: data + b"\n", lambda data: data.replace(b"pass.json", b"qass.json")])
def test_the_phones_own_check_sees_another_manifest_without_openssl(change: Callable[[bytes], bytes]) -> None:
    files = Draft().signed()
    with pytest.raises(PassRefused, match="the manifest is another one"):
        read_signature(files["signature"], change(files["manifest.json"]))


def test_every_flipped_byte_of_a_signature_is_refused() -> None:
    """And never by an exception of another kind: whatever a server sends, the phone says what is wrong with it."""
    files = Draft().signed()
    for place in range(len(files["signature"])):
        with pytest.raises(PassRefused):
            verify_pass(
                zipped({**files, "signature": _flipped(files["signature"], place)}), root=ROOT, now=datetime.now(UTC)
            )


def test_openssl_alone_refuses_a_chain_to_another_root() -> None:
    with pytest.raises(PassRefused, match="openssl"):
        openssl_verifies(Draft().made(), an_authority("two").root.certificate)


def test_a_bundle_holds_whole_passes() -> None:
    one = Draft().made()
    assert read_bundle(zipped({"1.pkpass": one, "2.pkpass": one})) == [one, one]
    with pytest.raises(PassRefused, match="a bundle of 11 passes"):
        read_bundle(zipped({f"{n}.pkpass": b"" for n in range(11)}))
    with pytest.raises(PassRefused, match="no pass of a bundle"):
        read_bundle(zipped({"card/pass.json": b""}))


def _caught(data: bytes, sentence: str) -> None:
    with pytest.raises(PassRefused, match=_literally(sentence)):
        strictly_verified(data, ROOT)


def _literally(sentence: str) -> str:
    return re.escape(sentence)
