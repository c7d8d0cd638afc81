"""What a phone checks before it adds a pass: container, hashes, signature, chain, identifiers, fields, pictures."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from loyalty_app.demo.phone.certificates import require_chain, require_made_for
from loyalty_app.demo.phone.container import DESCRIPTION, MANIFEST, SIGNATURE, read_container
from loyalty_app.demo.phone.description import require_store_card
from loyalty_app.demo.phone.pictures import require_pictures
from loyalty_app.demo.phone.refused import PassRefused
from loyalty_app.demo.phone.signature import read_signature
from loyalty_app.demo.phone.strict_json import read_object
from loyalty_app.demo.phone.strings_files import read_languages


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPass:
    """A pass that a phone takes: `content` is pass.json, `languages` the words of each .lproj."""

    data: bytes
    files: dict[str, bytes]
    content: dict[str, Any]
    languages: dict[str, dict[str, str]]
    signed_at: datetime

    @property
    def serial_number(self) -> str:
        """What the pass is called within its type."""
        return str(self.content["serialNumber"])

    @property
    def pass_type(self) -> str:
        """The type, which is also the topic of its pushes."""
        return str(self.content["passTypeIdentifier"])

    @property
    def manifest_hash(self) -> str:
        """Phones tell by the manifest alone whether a pass has changed."""
        return hashlib.sha256(self.files[MANIFEST]).hexdigest()


def verify_pass(data: bytes, *, root: x509.Certificate, now: datetime) -> VerifiedPass:
    """The pass in the bytes of a .pkpass; raises PassRefused with the first thing that is wrong."""
    files = read_container(data)
    content = read_object(files[DESCRIPTION], DESCRIPTION)
    require_store_card(content)
    try:
        signature = read_signature(files[SIGNATURE], files[MANIFEST])
        require_chain(signature, root, now)
        require_made_for(signature.signer, content["passTypeIdentifier"], content["teamIdentifier"])
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.InvalidVersion) as problem:
        raise PassRefused(f"a certificate cannot be read: {problem}") from problem
    require_pictures(files)
    languages = read_languages(files)
    return VerifiedPass(data=data, files=files, content=content, languages=languages, signed_at=signature.signed_at)
