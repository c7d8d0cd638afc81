"""A private certificate authority of exactly the shape of Apple's (spec 6 A2), to try passes without an account.

Real iPhones do not accept what it signs: its root is nobody's. Everything else, from the chain to the extensions, is
as Apple makes it, so that signatures, checks and simulators work on the real thing.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from loyalty_app.config import AppleSettings, SettingsError
from loyalty_app.wallets.apple.credentials import (
    DEV_ORGANISATION,
    PASS_SIGNING,
    PASS_TYPE_MARKER,
    WARN_BEFORE,
    load_credentials,
)
from loyalty_app.wallets.apple.der import NULL, UTF8_STRING, element

DEV_PASS_TYPE_ID = "pass.dev.loyalty.card"  # noqa: S105  a name
DEV_TEAM_ID = "LOYALTYDEV"
DIRECTORY = "apple"

_WWDR_MARKER = ObjectIdentifier("1.2.840.113635.100.6.2.1")
_VALID_FOR = timedelta(days=397)
_AUTHORITY_FOR = timedelta(days=3650)
_BEFORE = timedelta(hours=1)  # clocks of two machines differ


@dataclass(frozen=True, slots=True, kw_only=True)
class DevFiles:
    """Where the files of a development authority are."""

    root: Path
    intermediate: Path
    certificate: Path
    key: Path

    @classmethod
    def under(cls, var_path: Path) -> "DevFiles":
        """Those of this instance."""
        directory = var_path / DIRECTORY
        return cls(
            root=directory / "root.pem",
            intermediate=directory / "wwdr.pem",
            certificate=directory / "pass.pem",
            key=directory / "pass.key",
        )

    @property
    def settings(self) -> dict[str, str]:
        """The environment that makes the application use them."""
        return {
            "LOYALTY_APPLE_PASS_TYPE_ID": DEV_PASS_TYPE_ID,
            "LOYALTY_APPLE_TEAM_ID": DEV_TEAM_ID,
            "LOYALTY_APPLE_WWDR_CERT_PATH": str(self.intermediate),
            "LOYALTY_APPLE_SIGNER_CERT_PATH": str(self.certificate),
            "LOYALTY_APPLE_SIGNER_KEY_PATH": str(self.key),
        }


@dataclass(frozen=True, slots=True)
class _Party:
    name: x509.Name
    key: RSAPrivateKey


def make_dev_certificates(var_path: Path, now: datetime, *, renew: bool = False) -> DevFiles:
    """Root, intermediate, pass certificate and key under `var_path`, mode 600; good ones that are there stay."""
    files = DevFiles.under(var_path)
    if not renew and _are_good(files, now):
        return files
    root = _party("Loyalty Development Root CA", "Development Root")
    wwdr = _party("Loyalty Development Relations Certification Authority", "G4")
    leaf = _Party(_leaf_name(), _new_key())
    _write(files.root, _pem(_signed(root, root, now, _AUTHORITY_FOR, _of_an_authority(1))))
    marker = x509.UnrecognizedExtension(_WWDR_MARKER, element(NULL))
    intermediate = [*_of_an_authority(0), (marker, False)]
    _write(files.intermediate, _pem(_signed(wwdr, root, now, _AUTHORITY_FOR, intermediate)))
    _write(files.certificate, _pem(_signed(leaf, wwdr, now, _VALID_FOR, _of_passes())))
    _write(files.key, leaf.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def _are_good(files: DevFiles, now: datetime) -> bool:
    try:
        credentials = load_credentials(dev_settings(files), now + WARN_BEFORE)
    except SettingsError:
        return False
    return files.root.exists() and credentials.pass_type_id == DEV_PASS_TYPE_ID


def dev_settings(files: DevFiles) -> AppleSettings:
    """The settings that a start with these files has."""
    return AppleSettings(
        pass_type_id=DEV_PASS_TYPE_ID,
        team_id=DEV_TEAM_ID,
        wwdr_cert_path=files.intermediate,
        signer_cert_path=files.certificate,
        signer_key_path=files.key,
        signer_key_password=None,
        apns_url="https://api.push.apple.com",
        apns_ca_path=None,
    )


def _party(common_name: str, unit: str) -> _Party:
    attributes = (
        (NameOID.COMMON_NAME, common_name),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.ORGANIZATION_NAME, DEV_ORGANISATION),
        (NameOID.COUNTRY_NAME, "LU"),
    )
    return _Party(x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes]), _new_key())


def _leaf_name() -> x509.Name:
    attributes = (
        (NameOID.USER_ID, DEV_PASS_TYPE_ID),
        (NameOID.COMMON_NAME, f"Pass Type ID: {DEV_PASS_TYPE_ID}"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, DEV_TEAM_ID),
        (NameOID.ORGANIZATION_NAME, DEV_ORGANISATION),
        (NameOID.COUNTRY_NAME, "LU"),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


_Extensions = Sequence[tuple[x509.ExtensionType, bool]]


def _of_an_authority(path_length: int) -> list[tuple[x509.ExtensionType, bool]]:
    return [
        (x509.BasicConstraints(ca=True, path_length=path_length), True),
        (_key_usage(signs_certificates=True), True),
    ]


def _of_passes() -> _Extensions:
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, PASS_SIGNING]), False),
        (x509.UnrecognizedExtension(PASS_TYPE_MARKER, element(UTF8_STRING, DEV_PASS_TYPE_ID.encode())), False),
    ]


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(
    subject: _Party, issuer: _Party, now: datetime, lasting: timedelta, extensions: _Extensions
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject.name)
        .issuer_name(issuer.name)
        .public_key(subject.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + lasting)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject.key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(issuer.key, hashes.SHA256())


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
