"""The key and certificates that sign passes: read once, and judged before anybody relies on them (B110)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID, ObjectIdentifier

from loyalty_app.config import AppleSettings, SettingsError
from loyalty_app.wallets.apple.cms import Signer
from loyalty_app.wallets.apple.der import IA5_STRING, UTF8_STRING, element

PASS_SIGNING = ObjectIdentifier("1.2.840.113635.100.4.14")  # extended key usage
PASS_TYPE_MARKER = ObjectIdentifier("1.2.840.113635.100.6.1.16")  # extension that names the pass type
WARN_BEFORE = timedelta(days=30)
SMALLEST_KEY = 2048
DEV_ORGANISATION = "Loyalty Development"

_CERTIFICATE = "LOYALTY_APPLE_SIGNER_CERT_PATH"
_KEY = "LOYALTY_APPLE_SIGNER_KEY_PATH"
_PASSWORD = "LOYALTY_APPLE_SIGNER_KEY_PASSWORD"  # noqa: S105  the name of a setting
_INTERMEDIATE = "LOYALTY_APPLE_WWDR_CERT_PATH"
_TEAM = "LOYALTY_APPLE_TEAM_ID"
_TYPE = "LOYALTY_APPLE_PASS_TYPE_ID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A certificate that ends soon, or has ended: signer or intermediate."""

    which: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleCredentials:
    """What signs the passes of one pass type. The paths are kept for the TLS of pushes."""

    pass_type_id: str
    team_id: str
    certificate: x509.Certificate
    intermediate: x509.Certificate
    signer: Signer
    certificate_path: Path
    key_path: Path
    key_password: str | None

    @property
    def expires_at(self) -> datetime:
        """The moment from which phones accept no new signature: the earlier end of both certificates."""
        return min(self.certificate.not_valid_after_utc, self.intermediate.not_valid_after_utc)

    @property
    def valid_from(self) -> datetime:
        """The moment from which both certificates are good: nothing may say that it was signed before."""
        return max(self.certificate.not_valid_before_utc, self.intermediate.not_valid_before_utc)

    @property
    def is_for_development(self) -> bool:
        """Whether our own development authority issued the certificate, which no real iPhone trusts."""
        return _first(self.certificate.issuer, NameOID.ORGANIZATION_NAME) == DEV_ORGANISATION

    def is_expired(self, now: datetime) -> bool:
        """Whether phones would refuse a pass signed at `now`."""
        return self.expires_at <= now

    def warnings(self, now: datetime) -> tuple[str, ...]:
        """What somebody should do about the certificates, in English for operators; empty while all is well."""
        names = {"signer": "Apple Wallet certificate", "intermediate": "WWDR certificate"}
        return tuple(_ending(names[one.which], one.ends_at, now) for one in self.endings(now))

    def endings(self, now: datetime) -> tuple[Ending, ...]:
        """The certificates that end within thirty days, or have ended."""
        both = (("signer", self.certificate), ("intermediate", self.intermediate))
        ends = (Ending(which=which, ends_at=certificate.not_valid_after_utc) for which, certificate in both)
        return tuple(one for one in ends if one.ends_at - WARN_BEFORE <= now)


def load_credentials(settings: AppleSettings, now: datetime) -> AppleCredentials:
    """Read and check the files at the start; raises SettingsError naming the setting and what is wrong with it."""
    certificate = _read_certificate(settings.signer_cert_path, _CERTIFICATE)
    intermediate = _read_certificate(settings.wwdr_cert_path, _INTERMEDIATE)
    key = _read_key(settings.signer_key_path, settings.signer_key_password)
    _require_pair(key, certificate)
    _require_named(certificate, settings)
    _require_for_passes(certificate)
    _require_issuer(certificate, intermediate)
    _require_in_date(certificate, _CERTIFICATE, now)
    _require_in_date(intermediate, _INTERMEDIATE, now)
    return AppleCredentials(
        pass_type_id=settings.pass_type_id,
        team_id=settings.team_id,
        certificate=certificate,
        intermediate=intermediate,
        signer=Signer(key, certificate, intermediate),
        certificate_path=settings.signer_cert_path,
        key_path=settings.signer_key_path,
        key_password=settings.signer_key_password,
    )


def _read(path: Path, setting: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"{setting}: there is no such file.") from None
    except OSError:
        raise SettingsError(f"{setting}: the file cannot be read by this user.") from None


def _read_certificate(path: Path, setting: str) -> x509.Certificate:
    content = _read(path, setting)
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise SettingsError(f"{setting}: the file holds no certificate (PEM or DER).") from None


def _read_key(path: Path, password: str | None) -> RSAPrivateKey:
    content = _read(path, _KEY)
    if b"PRIVATE KEY-----" not in content:
        raise SettingsError(f"{_KEY}: the file holds no private key in PEM, only something else.")
    if b"ENCRYPTED" in content and password is None:
        raise SettingsError(f"{_PASSWORD} is required: the signer's key is encrypted.")
    try:
        key = load_pem_private_key(content, password.encode() if password and b"ENCRYPTED" in content else None)
    except ValueError:
        if password is None:
            raise SettingsError(f"{_KEY}: the private key cannot be read.") from None
        raise SettingsError(f"{_PASSWORD} does not open the signer's key.") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise SettingsError(f"{_KEY} must be an RSA key of at least {SMALLEST_KEY} bits.")
    return key


def _require_pair(key: RSAPrivateKey, certificate: x509.Certificate) -> None:
    if key.public_key() != certificate.public_key():
        raise SettingsError(f"{_KEY} does not belong to the certificate of {_CERTIFICATE}.")


def _require_named(certificate: x509.Certificate, settings: AppleSettings) -> None:
    if _first(certificate.subject, NameOID.USER_ID) != settings.pass_type_id:
        raise SettingsError(f"{_TYPE} is not the pass type of the certificate (its UID).")
    if _first(certificate.subject, NameOID.ORGANIZATIONAL_UNIT_NAME) != settings.team_id:
        raise SettingsError(f"{_TEAM} is not the team of the certificate (its OU).")


def _first(name: x509.Name, oid: ObjectIdentifier) -> str | None:
    """The one value of that kind in a name; None where there is none or several."""
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if len(found) == 1 else None


def _require_for_passes(certificate: x509.Certificate) -> None:
    """Devices look at both extensions (spec 6 A2)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        usage = x509.ExtendedKeyUsage([])
    if PASS_SIGNING not in usage:
        raise SettingsError(f"{_CERTIFICATE}: this certificate is not for passes (extended key usage).")
    name = str(_first(certificate.subject, NameOID.USER_ID)).encode()
    named = [one.value for one in certificate.extensions if one.oid == PASS_TYPE_MARKER]
    if not any(
        isinstance(value, x509.UnrecognizedExtension)
        and value.value in (element(UTF8_STRING, name), element(IA5_STRING, name))
        for value in named
    ):
        raise SettingsError(f"{_CERTIFICATE}: this certificate does not name its pass type in Apple's extension.")


def _require_issuer(certificate: x509.Certificate, intermediate: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(intermediate)
    except (ValueError, TypeError, InvalidSignature):
        generation = _first(certificate.issuer, NameOID.ORGANIZATIONAL_UNIT_NAME)
        wanted = f" (wanted: {generation})" if generation else ""
        raise SettingsError(f"{_INTERMEDIATE} is not the certificate that issued the signer's{wanted}.") from None


def _require_in_date(certificate: x509.Certificate, setting: str, now: datetime) -> None:
    if certificate.not_valid_after_utc <= now:
        day = _day(certificate.not_valid_after_utc)
        raise SettingsError(f"{setting}: the certificate expired on {day}. Put a new one in its place.")
    if certificate.not_valid_before_utc > now:
        raise SettingsError(f"{setting}: the certificate is not valid before {_day(certificate.not_valid_before_utc)}.")


def _ending(what: str, end: datetime, now: datetime) -> str:
    if end <= now:
        return f"The {what} expired on {_day(end)}. Put a new one in its place and restart."
    days = (end - now).days
    return f"The {what} expires on {_day(end)} ({days} {'day' if days == 1 else 'days'} left). Renew it in time."


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
