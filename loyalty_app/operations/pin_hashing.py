"""PINs as the database keeps them: bcrypt over HMAC-SHA256(pepper, PIN), so that a stolen table alone opens nothing."""

import base64
import hashlib
import hmac

import bcrypt

DEFAULT_COST = 10


class PinHashing:
    """Hashes PINs and checks them; the application hands over its pepper once, at start."""

    def __init__(self) -> None:
        self._pepper: bytes | None = None
        self.cost = DEFAULT_COST

    def configure(self, pepper: str) -> None:
        """Use `pepper`, which is kept outside the database."""
        self._pepper = pepper.encode()

    def hashed(self, pin: str) -> str:
        """What the database keeps of a PIN; takes about 50 ms on purpose."""
        return bcrypt.hashpw(self._peppered(pin), bcrypt.gensalt(self.cost)).decode()

    def matches(self, pin: str, pin_hash: str | None) -> bool:
        """Whether the PIN belongs to the hash. Always exactly one bcrypt, also for nobody (None)."""
        if pin_hash is None or not pin_hash.startswith("$2"):
            self.hashed(pin)
            return False
        return bcrypt.checkpw(self._peppered(pin), pin_hash.encode())

    def keyed_hash(self, code: str) -> str:
        """What the database keeps of a short-lived code that is too short for a plain hash."""
        return hmac.new(self._key(), b"code:" + code.encode(), hashlib.sha256).hexdigest()

    def _peppered(self, pin: str) -> bytes:
        """44 bytes: bcrypt reads no more than 72."""
        return base64.b64encode(hmac.new(self._key(), pin.encode(), hashlib.sha256).digest())

    def _key(self) -> bytes:
        assert self._pepper is not None, "the application did not configure the pepper"
        return self._pepper


pin_hashing = PinHashing()
