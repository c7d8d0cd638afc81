"""A second, plain maker of passes, independent of the product's: for tests of what reads passes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from PIL import Image

from tests.doubles.authority import PASS_TYPE, TEAM, Authority, Holder, an_authority

LANGUAGES = ("en", "fr", "de", "lb")
DETACHED = (PKCS7Options.DetachedSignature, PKCS7Options.Binary)
STAMPS = {"key": "stamps", "label": "STAMPS", "value": 3, "changeMessage": "You have %@ stamps"}
CONTENT: dict[str, Any] = {
    "formatVersion": 1,
    "passTypeIdentifier": PASS_TYPE,
    "teamIdentifier": TEAM,
    "serialNumber": "card-1",
    "organizationName": "Café Lux",
    "description": "Stamp card",
    "authenticationToken": "0123456789abcdef0123",
    "webServiceURL": "https://loyalty.example/api/v1/loyalty/apple",
    "foregroundColor": "rgb(255, 255, 255)",
    "backgroundColor": "rgb(15, 76, 92)",
    "labelColor": "rgb(240, 240, 240)",
    "sharingProhibited": True,
    "barcodes": [
        {"format": "PKBarcodeFormatQR", "message": "AB12", "messageEncoding": "iso-8859-1", "altText": "1234"}
    ],
    "locations": [{"latitude": 49.6, "longitude": 6.13, "relevantText": "Café Lux"}],
    "storeCard": {
        "headerFields": [STAMPS],
        "primaryFields": [],
        "secondaryFields": [{"key": "next", "label": "NEXT", "value": "A free coffee"}],
        "auxiliaryFields": [{"key": "name", "label": "NAME", "value": "Ana"}],
        "backFields": [{"key": "terms", "label": "Terms", "value": "Ten stamps", "dataDetectorTypes": []}],
    },
}


@cache
def good_files() -> dict[str, bytes]:
    pictures = {
        f"{name}{suffix}.png": picture(width * density, height * density)
        for name, (width, height) in {"icon": (29, 29), "logo": (120, 40), "strip": (375, 144)}.items()
        for suffix, density in (("", 1), ("@2x", 2), ("@3x", 3))
    }
    words = {f"{language}.lproj/pass.strings": strings(STAMPS=language, NEXT="é") for language in LANGUAGES}
    return pictures | words


@dataclass(kw_only=True)
class Draft:
    """A good pass, to be spoiled before it is made."""

    content: dict[str, Any] = field(default_factory=lambda: deepcopy(CONTENT))
    files: dict[str, bytes] = field(default_factory=lambda: dict(good_files()))
    authority: Authority = field(default_factory=an_authority)
    signer: Holder | None = None
    options: tuple[PKCS7Options, ...] = DETACHED
    more_certificates: tuple[Holder, ...] = ()

    @property
    def card(self) -> dict[str, Any]:
        """The style of the pass."""
        style: dict[str, Any] = self.content["storeCard"]
        return style

    def unsigned(self) -> dict[str, bytes]:
        """All files and the manifest over them."""
        files = {"pass.json": json.dumps(self.content, indent=1).encode(), **self.files}
        return {**files, "manifest.json": manifest_of(files)}

    def signed(self, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
        """With the signature over the manifest."""
        files = files or self.unsigned()
        return {**files, "signature": self.signature(files["manifest.json"])}

    def signature(self, manifest: bytes) -> bytes:
        signer = self.signer or self.authority.leaf()
        builder = PKCS7SignatureBuilder().set_data(manifest)
        builder = builder.add_signer(signer.certificate, signer.key, hashes.SHA256())
        for holder in (self.authority.intermediate, *self.more_certificates):
            builder = builder.add_certificate(holder.certificate)
        return builder.sign(Encoding.DER, list(self.options))

    def made(self) -> bytes:
        """The .pkpass."""
        return zipped(self.signed())


def manifest_of(files: dict[str, bytes]) -> bytes:
    hashes_of = {name: hashlib.sha1(data, usedforsecurity=False).hexdigest() for name, data in files.items()}
    return json.dumps(hashes_of, indent=1).encode()


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


@cache
def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), (15, 76, 92)).save(target, kind)
    return target.getvalue()


def strings(**words: str) -> bytes:
    return "".join(f'"{key}" = "{value}";\n' for key, value in words.items()).encode()
