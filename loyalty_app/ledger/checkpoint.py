"""Where every card stood at one moment, signed: kept elsewhere, it finds a history that was rewritten as a whole.

A chain of hashes shows that a line was changed, but who may write everything can recompute a whole chain. The
checkpoint remembers the head of each card. It is signed with Ed25519; `derived_key(SECRET_KEY, PURPOSE)` is the
seed of the key, so whoever has the database alone can make no other one, and the public key inside the file lets
anybody check it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.domain.derived_keys import derived_key
from loyalty_app.ledger.verify import Fault
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction

PURPOSE = "ledger-checkpoint"
_cards = LoyaltyCard.__table__
_lines = LoyaltyTransaction.__table__


class CheckpointUnreadable(Exception):
    """The file is no checkpoint of this instance; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last line of a card at the moment of the checkpoint."""

    card_id: int
    version: int
    ledger_head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The heads of all cards that have lines, in the order of their ids. `digest` is SHA-256 over them, hex."""

    made_at: datetime
    heads: tuple[Head, ...]

    @property
    def digest(self) -> str:
        """SHA-256, hex, over one line `<card id> <version> <head>` per card."""
        text = "".join(f"{head.card_id} {head.version} {head.ledger_head}\n" for head in self.heads)
        return hashlib.sha256(text.encode()).hexdigest()


def take_checkpoint(connection: Connection, made_at: datetime) -> Checkpoint:
    """The heads of all cards as the connection sees them."""
    rows = connection.execute(
        select(_cards.c.id, _cards.c.version, _cards.c.ledger_head).where(_cards.c.version > 0).order_by(_cards.c.id)
    )
    heads = tuple(Head(card_id=row.id, version=row.version, ledger_head=row.ledger_head) for row in rows)
    return Checkpoint(made_at=made_at, heads=heads)


def compare(connection: Connection, checkpoint: Checkpoint) -> tuple[Fault, ...]:
    """The cards whose line at the checkpoint's version is gone or another one now; later lines do not matter."""
    unseen = {head.card_id: head for head in checkpoint.heads}
    lines = select(_lines.c.card_id, _lines.c.card_version, _lines.c.entry_hash)
    for line in connection.execute(lines, execution_options={"yield_per": 1000}):
        head = unseen.get(line.card_id)
        if head and (head.version, head.ledger_head) == (line.card_version, line.entry_hash):
            del unseen[line.card_id]
    return tuple(
        Fault(
            card_id=head.card_id,
            card_version=head.version,
            transaction_id=None,
            what="the line is not the one of the checkpoint",
        )
        for head in unseen.values()
    )


def signed_text(checkpoint: Checkpoint, secret_key: str) -> str:
    """The checkpoint as the JSON file to keep elsewhere."""
    key = _signing_key(secret_key)
    return json.dumps(
        {
            "made_at": checkpoint.made_at.isoformat(),
            "cards": len(checkpoint.heads),
            "digest": checkpoint.digest,
            "public_key": key.public_key().public_bytes_raw().hex(),
            "signature": key.sign(_message(checkpoint)).hex(),
            "heads": [[head.card_id, head.version, head.ledger_head] for head in checkpoint.heads],
        }
    )


def read_signed(text: str, secret_key: str) -> Checkpoint:
    """The checkpoint of such a file; raises CheckpointUnreadable unless this instance signed exactly this."""
    try:
        values: Any = json.loads(text)
        heads = tuple(Head(card_id=int(i), version=int(v), ledger_head=str(h)) for i, v, h in values["heads"])
        checkpoint = Checkpoint(made_at=datetime.fromisoformat(values["made_at"]), heads=heads)
        signature = bytes.fromhex(values["signature"])
    except (ValueError, KeyError, TypeError):
        raise CheckpointUnreadable("the file is not a checkpoint") from None
    try:
        _signing_key(secret_key).public_key().verify(signature, _message(checkpoint))
    except InvalidSignature:
        raise CheckpointUnreadable(
            "the signature is not this instance's: the file was changed, or SECRET_KEY was"
        ) from None
    return checkpoint


def _message(checkpoint: Checkpoint) -> bytes:
    return f"{PURPOSE} {checkpoint.made_at.isoformat()} {checkpoint.digest}".encode()


def _signing_key(secret_key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived_key(secret_key, PURPOSE))
