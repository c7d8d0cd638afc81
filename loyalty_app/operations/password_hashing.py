"""Passwords as the database keeps them: bcrypt over SHA-256, so that long ones count in full."""

import base64
import hashlib
import unicodedata

import bcrypt

from loyalty_app.domain.errors import InvalidInput

DEFAULT_COST = 12
SHORTEST, LONGEST = 10, 200


class PasswordHashing:
    """Hashes passwords and checks them."""

    def __init__(self) -> None:
        self.cost = DEFAULT_COST

    def hashed(self, password: str) -> str:
        """What the database keeps of a password; takes about 200 ms on purpose."""
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(self.cost)).decode()

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether the password belongs to the hash. Always exactly one bcrypt, also for nobody (None)."""
        if password_hash is None or not password_hash.startswith("$2"):
            self.hashed(password)
            return False
        return bcrypt.checkpw(_digest(password), password_hash.encode())


def require_strong_password(password: str, *, field: str = "password") -> None:
    """Refuse password_weak unless it has 10 to 200 characters; length protects, odd signs do not."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 4:
        raise InvalidInput.of(field, "password_weak", minimum=SHORTEST, maximum=LONGEST)


def _digest(password: str) -> bytes:
    """44 bytes: bcrypt reads no more than 72. The same password from any keyboard gives the same ones."""
    spelled = unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
    return base64.b64encode(hashlib.sha256(spelled).digest())


password_hashing = PasswordHashing()
