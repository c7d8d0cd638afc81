"""The certificates behind a signature: a chain to the phone's root, and a leaf made for this pass type (A2)."""

from datetime import datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import NameOID

from loyalty_app.demo.phone.der import read_der
from loyalty_app.demo.phone.refused import PassRefused, require
from loyalty_app.demo.phone.signature import Signature

PASS_SIGNING = x509.ObjectIdentifier("1.2.840.113635.100.4.14")
PASS_TYPE_MARKER = x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")
_CHAIN_UNTRUSTED = "the certificate trust chain could not be verified"
_CLOCKS_DIFFER = timedelta(minutes=5)
Kind = TypeVar("Kind", bound=x509.ExtensionType)


def require_chain(signature: Signature, root: x509.Certificate, now: datetime) -> None:
    """The signer leads to the root through the intermediate, and everybody is valid now and when it was signed."""
    _require_issued(signature.signer, signature.intermediate)
    _require_issued(signature.intermediate, root)
    _require_authority(signature.intermediate)
    require(that=signature.signed_at <= now + _CLOCKS_DIFFER, otherwise="the signature is from the future")
    for moment, when in ((now, "now"), (signature.signed_at, "at the time of signing")):
        for certificate in (signature.signer, signature.intermediate, root):
            is_valid = certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
            name = certificate.subject.rfc4514_string()
            require(that=is_valid, otherwise=f"{_CHAIN_UNTRUSTED}: {name} is not valid {when}")


def require_made_for(signer: x509.Certificate, pass_type: str, team: str) -> None:
    """The leaf names this pass type and team, and may sign passes."""
    mismatch = "The passTypeIdentifier or teamIdentifier provided may not match your certificate"
    require(that=_named(signer, NameOID.USER_ID) == [pass_type], otherwise=f"{mismatch}: UID")
    require(that=_named(signer, NameOID.ORGANIZATIONAL_UNIT_NAME) == [team], otherwise=f"{mismatch}: OU")
    require(that=_marker(signer) == pass_type, otherwise=f"{mismatch}: the marker extension")
    usages = _extension(signer, x509.ExtendedKeyUsage)
    require(that=PASS_SIGNING in usages, otherwise="the certificate is not made for signing passes")
    require(that=_extension(signer, x509.KeyUsage).digital_signature, otherwise="the certificate may not sign")
    constraints = [each.value for each in signer.extensions if isinstance(each.value, x509.BasicConstraints)]
    require(that=not any(each.ca for each in constraints), otherwise="the signer is an authority itself")


def _require_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        name = certificate.subject.rfc4514_string()
        raise PassRefused(f"{_CHAIN_UNTRUSTED}: {name} was issued by somebody else") from None


def _require_authority(certificate: x509.Certificate) -> None:
    require(that=_extension(certificate, x509.BasicConstraints).ca, otherwise="the intermediate is no authority")
    require(that=_extension(certificate, x509.KeyUsage).key_cert_sign, otherwise="the intermediate may not issue")


def _named(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str | bytes]:
    return [attribute.value for attribute in certificate.subject.get_attributes_for_oid(oid)]


def _marker(certificate: x509.Certificate) -> str | None:
    for extension in certificate.extensions:
        if extension.oid == PASS_TYPE_MARKER and isinstance(extension.value, x509.UnrecognizedExtension):
            return read_der(extension.value.value).content.decode("utf-8", "replace")
    return None


def _extension(certificate: x509.Certificate, kind: type[Kind]) -> Kind:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        raise PassRefused(f"{certificate.subject.rfc4514_string()} has no {kind.__name__}") from None
