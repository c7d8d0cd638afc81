"""The detached signature of a pass: CMS SignedData in DER (RFC 5652), as devices want it (spec 6 A2).

Signer's and intermediate's certificates are inside; signed are content type, digest and signing time. The time is an
argument and RSA PKCS #1 v1.5 has no randomness: the same manifest, time and key give the same bytes everywhere.
"""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from loyalty_app.wallets.apple.der import (
    FIRST_CONTEXT,
    NULL,
    OCTET_STRING,
    SEQUENCE,
    SET,
    element,
    integer,
    moment,
    object_identifier,
    set_of,
)

_DATA = object_identifier("1.2.840.113549.1.7.1")
_SIGNED_DATA = object_identifier("1.2.840.113549.1.7.2")
_SHA256 = element(SEQUENCE, object_identifier("2.16.840.1.101.3.4.2.1"), element(NULL))
_RSA = element(SEQUENCE, object_identifier("1.2.840.113549.1.1.1"), element(NULL))
_VERSION = integer(1)
_PADDING, _HASH = PKCS1v15(), hashes.SHA256()

_SIGNING_TIME = object_identifier("1.2.840.113549.1.9.5")
_MESSAGE_DIGEST = object_identifier("1.2.840.113549.1.9.4")


def _attribute(oid: bytes, value: bytes) -> bytes:
    return element(SEQUENCE, oid, element(SET, value))


_CONTENT_TYPE = _attribute(object_identifier("1.2.840.113549.1.9.3"), _DATA)
_DIGEST_SIZE = 32
_DIGEST_HEAD = _attribute(_MESSAGE_DIGEST, element(OCTET_STRING, bytes(_DIGEST_SIZE)))[:-_DIGEST_SIZE]


class _Frame(NamedTuple):
    """What stands around attributes of one size, the same for all passes."""

    signed_head: bytes
    before: bytes
    between: bytes


class Signer:
    """Signs with one key; everything that never changes is encoded once. Threads may share it."""

    def __init__(self, key: RSAPrivateKey, certificate: x509.Certificate, intermediate: x509.Certificate) -> None:
        self._key = key
        who = element(SEQUENCE, certificate.issuer.public_bytes(), integer(certificate.serial_number))
        self._signer_head = _VERSION + who + _SHA256
        encoded = (one.public_bytes(Encoding.DER) for one in (certificate, intermediate))
        self._data_head = (
            _VERSION
            + set_of(_SHA256)
            + element(SEQUENCE, _DATA)  # no content inside: detached
            + set_of(*encoded, tag=FIRST_CONTEXT)
        )
        self._frames: dict[int, _Frame] = {}

    def sign(self, content: bytes, signed_at: datetime) -> bytes:
        """The detached signature of `content`, said to be made at `signed_at` (whole seconds)."""
        attributes = _attributes(sha256(content).digest(), signed_at)
        frame = self._frame(len(attributes))
        signature = self._key.sign(frame.signed_head + attributes, _PADDING, _HASH)
        return b"".join((frame.before, attributes, frame.between, signature))

    def _frame(self, size: int) -> _Frame:
        if size not in self._frames:
            attributes, signature = b"\0" * size, b"\1" * (self._key.key_size // 8)
            whole = self._assembled(attributes, signature)
            before = whole.index(attributes)
            self._frames[size] = _Frame(
                signed_head=element(SET, attributes)[:-size],  # signed as a SET, sent as [0]: RFC 5652 §5.4
                before=whole[:before],
                between=whole[before + size : -len(signature)],
            )
        return self._frames[size]

    def _assembled(self, attributes: bytes, signature: bytes) -> bytes:
        signer = element(
            SEQUENCE,
            self._signer_head,
            element(FIRST_CONTEXT, attributes),
            _RSA,
            element(OCTET_STRING, signature),
        )
        signed_data = element(SEQUENCE, self._data_head, element(SET, signer))
        return element(SEQUENCE, _SIGNED_DATA, element(FIRST_CONTEXT, signed_data))


def _attributes(digest: bytes, signed_at: datetime) -> bytes:
    """Content type, signing time and digest in the order of a DER set: the shorter ones first."""
    return b"".join((_CONTENT_TYPE, _attribute(_SIGNING_TIME, moment(signed_at)), _DIGEST_HEAD, digest))
