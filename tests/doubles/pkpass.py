"""Whether bytes are a pass: by everything the simulated phone checks, and by openssl as a second opinion (A4)."""

from __future__ import annotations

import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from loyalty_app.demo.phone.container import MANIFEST, SIGNATURE, read_container
from loyalty_app.demo.phone.refused import PassRefused
from loyalty_app.demo.phone.verify import VerifiedPass, verify_pass

__all__ = ["PassRefused", "VerifiedPass", "openssl_verifies", "strictly_verified"]


def strictly_verified(data: bytes, root: x509.Certificate, *, now: datetime | None = None) -> VerifiedPass:
    """The pass; raises PassRefused where the phone's checks or openssl refuse it."""
    openssl_verifies(data, root)
    return verify_pass(data, root=root, now=now or datetime.now(UTC))


def openssl_verifies(data: bytes, root: x509.Certificate) -> None:
    """Ask the openssl of this machine; raises PassRefused with its words."""
    files = read_container(data)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {
            "manifest": files[MANIFEST],
            "signature": files[SIGNATURE],
            "root": root.public_bytes(Encoding.PEM),
        }.items():
            Path(folder, name).write_bytes(content)
        command = "openssl cms -verify -binary -inform DER -in signature -content manifest -CAfile root -purpose any"
        done = subprocess.run([*command.split(), "-out", "/dev/null"], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        raise PassRefused(f"openssl: {done.stderr.decode(errors='replace').strip()}")
