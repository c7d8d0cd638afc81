"""The signature of a pass: a detached CMS over the manifest with its time, the signer and one intermediate (A2)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from loyalty_app.demo.phone import der
from loyalty_app.demo.phone.der import Element, read_der
from loyalty_app.demo.phone.refused import PassRefused, require

_NULL = b"\x05\x00"
_DATA, _SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (f"1.2.840.113549.1.9.{number}" for number in (3, 4, 5))
_RSA = {"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.5", "1.2.840.113549.1.1.11"}
_DIGESTS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "1.3.14.3.2.26": ("sha1", hashes.SHA1()),  # noqa: S303  older signers; phones still take it
    "2.16.840.1.101.3.4.2.1": ("sha256", hashes.SHA256()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature that fits: who signed, through whom, and when they say they did."""

    signer: x509.Certificate
    intermediate: x509.Certificate
    signed_at: datetime


def read_signature(data: bytes, manifest: bytes) -> Signature:
    """The signature over these bytes; raises PassRefused unless it is of exactly the shape that phones take.

    A certificate that cannot be read raises what `cryptography` says of it: ValueError, InvalidVersion and others.
    """
    content_info = read_der(data).parts(der.SEQUENCE)
    require(that=len(content_info) == 2 and content_info[0].oid == _SIGNED_DATA, otherwise="no CMS SignedData")
    (signed_data,) = _exactly(1, content_info[1].parts(der.CONTEXT_0), "SignedData")
    version, digests, encapsulated, certificates, signers = _exactly(5, signed_data.parts(der.SEQUENCE), "SignedData")
    _require_detached(encapsulated)
    (signer_info,) = _exactly(1, signers.parts(der.SET), "signers")
    found = [_certificate(each) for each in certificates.parts(der.CONTEXT_0)]
    require(that=len(found) == 2, otherwise=f"{len(found)} certificates in the signature: signer and WWDR belong there")
    parts = _exactly(6, signer_info.parts(der.SEQUENCE), "a signer with signed attributes")
    signer_version, sid, digest, attributes, algorithm, signature = parts
    digest_oid = _algorithm(digest)
    require(
        that=[_algorithm(each) for each in digests.parts(der.SET)] == [digest_oid],
        otherwise="the list of digests is not the signer's",
    )
    require(that=digest_oid in _DIGESTS, otherwise=f"unknown digest {digest_oid}")
    require(that=_algorithm(algorithm) in _RSA, otherwise="the signature is not RSA")
    versions = [each.value(der.INTEGER) for each in (version, signer_version)]
    require(that=versions == [b"\x01", b"\x01"], otherwise="a CMS of another version")
    signer, intermediate = _who(sid, found)
    _require_signed(signer, digest_oid, attributes, signature.value(der.OCTET_STRING))
    return Signature(signer=signer, intermediate=intermediate, signed_at=_signed_at(attributes, digest_oid, manifest))


def _algorithm(element: Element) -> str:
    oid, *parameters = element.parts(der.SEQUENCE)
    require(that=[each.encoded for each in parameters] in ([], [_NULL]), otherwise="an algorithm with parameters")
    return oid.oid


def _require_detached(encapsulated: Element) -> None:
    parts = encapsulated.parts(der.SEQUENCE)
    require(that=parts and parts[0].oid == _DATA, otherwise="the signature is not over data")
    require(that=len(parts) == 1, otherwise="the signature carries the manifest: it must be detached")


def _who(sid: Element, certificates: list[x509.Certificate]) -> tuple[x509.Certificate, x509.Certificate]:
    issuer, serial = _exactly(2, sid.parts(der.SEQUENCE), "issuer and serial number")
    number = int.from_bytes(serial.value(der.INTEGER), "big", signed=True)
    for one, other in (certificates, certificates[::-1]):
        if one.serial_number == number and one.issuer.public_bytes() == issuer.encoded:
            return one, other
    raise PassRefused("the signer's certificate is not in the signature")


def _require_signed(signer: x509.Certificate, digest: str, attributes: Element, signature: bytes) -> None:
    key = signer.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise PassRefused("the signer's key is not RSA")
    signed = bytes([der.SET]) + attributes.encoded[1:]  # what is signed is the set itself, without its place
    try:
        key.verify(signature, signed, padding.PKCS1v15(), _DIGESTS[digest][1])
    except InvalidSignature:
        raise PassRefused("Manifest signature did not verify successfully") from None


def _signed_at(attributes: Element, digest: str, manifest: bytes) -> datetime:
    listed = attributes.parts(der.CONTEXT_0)
    require(that=list(listed) == sorted(listed, key=lambda each: each.encoded), otherwise="attributes out of order")
    found: dict[str, Element] = {}
    for each in listed:
        kind, values = _exactly(2, each.parts(der.SEQUENCE), "an attribute")
        require(that=kind.oid not in found, otherwise="an attribute stands there twice")
        (found[kind.oid],) = _exactly(1, values.parts(der.SET), "an attribute's value")
    for needed, name in (
        (_CONTENT_TYPE, "contentType"),
        (_MESSAGE_DIGEST, "messageDigest"),
        (_SIGNING_TIME, "signingTime"),
    ):
        require(that=needed in found, otherwise=f"the signature has no {name}")
    require(that=found[_CONTENT_TYPE].oid == _DATA, otherwise="contentType is not data")
    computed = hashlib.new(_DIGESTS[digest][0], manifest).digest()
    require(
        that=found[_MESSAGE_DIGEST].value(der.OCTET_STRING) == computed,
        otherwise="Manifest signature did not verify successfully: the manifest is another one",
    )
    return _time(found[_SIGNING_TIME])


def _time(element: Element) -> datetime:
    """UTCTime until 2049, as CMS wants it, in whole seconds and UTC."""
    try:
        text = element.value(der.UTC_TIME).decode("ascii")
        return datetime.strptime(text, "%y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise PassRefused("signingTime is no UTCTime in whole seconds") from None


def _certificate(element: Element) -> x509.Certificate:
    *_, signature = _exactly(3, element.parts(der.SEQUENCE), "a certificate")
    require(that=signature.value(der.BIT_STRING)[:1] == b"\0", otherwise="a certificate's signature has odd bits")
    return x509.load_der_x509_certificate(element.encoded)


def _exactly(count: int, parts: tuple[Element, ...], what: str) -> tuple[Element, ...]:
    require(that=len(parts) == count, otherwise=f"{len(parts)} parts where {what} of {count} belongs")
    return parts
