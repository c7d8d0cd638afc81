"""The secret inside a pass, by which its phone proves that it holds it: encrypted in the database."""

import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from loyalty_app.domain.errors import WalletNotConfigured


class PassTokens:
    """Makes, encrypts and reads the tokens; the application hands over its keys once, at start."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None
        self._nobodys = ""

    def configure(self, keys: Sequence[str]) -> None:
        """Encrypt with the first of the keys, read what any of them encrypted."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._nobodys = self.new()

    def new(self) -> str:
        """A token of 192 bits as the database keeps it."""
        return self._keys().encrypt(secrets.token_urlsafe(24).encode()).decode()

    def read(self, encrypted: str) -> str:
        """The token as it stands in the pass. Refuses wallet_not_configured where none of our keys opens it."""
        token = self._opened(encrypted)
        if token is None:
            raise WalletNotConfigured
        return token

    def can_read(self, encrypted: str) -> bool:
        """Whether one of our keys opens the token: not after the key that closed it left the settings."""
        return self._opened(encrypted) is not None

    def matches(self, encrypted: str | None, given: str) -> bool:
        """Whether somebody gave the token of this pass; takes as long where there is no such pass (S56).

        Nobody can prove a token that we cannot read.
        """
        expected = self._opened(encrypted or self._nobodys)
        is_same = secrets.compare_digest((expected or "").encode(), given.encode("utf-8", "replace"))
        return is_same and expected is not None and encrypted is not None

    def _opened(self, encrypted: str) -> str | None:
        try:
            return self._keys().decrypt(encrypted.encode()).decode()
        except InvalidToken:
            return None

    def _keys(self) -> MultiFernet:
        assert self._fernet is not None, "the application did not configure the keys"
        return self._fernet


pass_tokens = PassTokens()
