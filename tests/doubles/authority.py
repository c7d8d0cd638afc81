"""A private authority of the same shape as Apple's: root, intermediate G4, and leaves that may sign passes (A2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASS_TYPE, TEAM = "pass.lu.example.loyalty", "TEAM123456"
PASS_SIGNING = x509.ObjectIdentifier("1.2.840.113635.100.4.14")
PASS_TYPE_MARKER = x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")
Oids = tuple[x509.ObjectIdentifier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The root that a phone trusts and the intermediate that issues leaves."""

    root: Holder
    intermediate: Holder

    def leaf(
        self,
        pass_type: str = PASS_TYPE,
        team: str = TEAM,
        *,
        marker: str | None = PASS_TYPE,
        usages: Oids = (ExtendedKeyUsageOID.CLIENT_AUTH, PASS_SIGNING),
        valid: tuple[int, int] = (-1, 365),
    ) -> Holder:
        """A Pass Type ID certificate, or one that is wrong in a way a test names; `valid` in days from now."""
        key = _key("leaf")
        subject = _name(USER_ID=pass_type, COMMON_NAME=f"Pass Type ID: {pass_type}", ORGANIZATIONAL_UNIT_NAME=team)
        builder = _builder(subject, self.intermediate.certificate.subject, key, valid)
        builder = builder.add_extension(_key_usage(digital_signature=True), critical=True)
        if usages:
            builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=True)
        if marker is not None:
            value = bytes([0x0C, len(marker)]) + marker.encode()
            builder = builder.add_extension(x509.UnrecognizedExtension(PASS_TYPE_MARKER, value), critical=False)
        return Holder(certificate=builder.sign(self.intermediate.key, hashes.SHA256()), key=key)

    def server(self, host: str = "127.0.0.1") -> Holder:
        """A certificate for a server on this machine."""
        import ipaddress

        key = _key("server")
        builder = _builder(_name(COMMON_NAME=host), self.root.certificate.subject, key, (-1, 365))
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host)), x509.DNSName("localhost")])
        builder = builder.add_extension(names, critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        return Holder(certificate=builder.sign(self.root.key, hashes.SHA256()), key=key)


def an_authority(name: str = "one") -> Authority:
    """An authority of its own per name."""
    root_key, key = _key(f"root {name}"), _key(f"intermediate {name}")
    root_name = _name(COMMON_NAME=f"Test Root CA {name}", ORGANIZATION_NAME="Not Apple")
    root = _authority(root_name, root_name, root_key, root_key)
    subject = _name(COMMON_NAME="Test Worldwide Developer Relations", ORGANIZATIONAL_UNIT_NAME="G4")
    return Authority(
        root=Holder(certificate=root, key=root_key),
        intermediate=Holder(certificate=_authority(subject, root_name, key, root_key), key=key),
    )


def _authority(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, issuer_key: rsa.RSAPrivateKey
) -> x509.Certificate:
    builder = _builder(subject, issuer, key, (-10, 3650))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, valid: tuple[int, int]
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=valid[0]))
        .not_valid_after(now + timedelta(days=valid[1]))
    )


def _name(**parts: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(getattr(NameOID, oid), value) for oid, value in parts.items()])


def _key_usage(**granted: bool) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign"
    )
    return x509.KeyUsage(
        **{name: granted.get(name, False) for name in every.split()}, encipher_only=False, decipher_only=False
    )


@cache
def _key(_name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
