"""A certificate for the stand-in of the push service, trusted by nobody but this instance."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from loyalty_app.demo.apns.server import HOST

_LASTS, _RENEWED_BEFORE, _CLOCKS_DIFFER = timedelta(days=397), timedelta(days=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushServiceFiles:
    """Where they are. The certificate vouches for itself: it is also what a client has to trust."""

    certificate: Path
    key: Path

    @classmethod
    def under(cls, var_path: Path) -> "PushServiceFiles":
        """Those of this instance."""
        return cls(certificate=var_path / "apple" / "push.pem", key=var_path / "apple" / "push.key")

    def settings(self, port: int) -> dict[str, str]:
        """The environment that lets the application push to this port instead of to Apple."""
        return {"LOYALTY_APNS_URL": f"https://{HOST}:{port}", "LOYALTY_APNS_CA_PATH": str(self.certificate)}


def make_push_certificate(var_path: Path, now: datetime) -> PushServiceFiles:
    """Certificate and key under `var_path`, the key readable for the owner alone; a good one stays."""
    files = PushServiceFiles.under(var_path)
    if _is_good(files, now):
        return files
    key = generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Push service of the demo")])
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + _LASTS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(files.certificate, certificate.public_bytes(Encoding.PEM))
    _write(files.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def _is_good(files: PushServiceFiles, now: datetime) -> bool:
    if not (files.certificate.exists() and files.key.exists()):
        return False
    return x509.load_pem_x509_certificate(files.certificate.read_bytes()).not_valid_after_utc > now + _RENEWED_BEFORE


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
