"""What is in a mail and in no table: codes, links and session tokens, derived from the instance's secret."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from loyalty_app.domain.derived_keys import derived_key
from loyalty_app.domain.email_codes import CODE_LENGTH
from loyalty_app.domain.tokens import token_hash


class MailCodes:
    """Derives and compares secrets; the application hands over its secret key once, at start.

    A code's row in the database has an id and a nonce; who has the whole database can derive nothing from them.
    """

    def __init__(self) -> None:
        self._secret: str | None = None

    def configure(self, secret_key: str) -> None:
        """Use `secret_key`, which is kept outside the database."""
        self._secret = secret_key

    def code(self, code_id: int, nonce: str) -> str:
        """The six digits that the mail says."""
        number = int.from_bytes(self._derived("code", code_id, nonce), "big") % 10**CODE_LENGTH
        return f"{number:0{CODE_LENGTH}}"

    def link_token(self, code_id: int, nonce: str) -> str:
        """The end of the link in the mail: finds the row, and proves that it was read in the mail."""
        return f"{code_id}.{_text(self._derived('link', code_id, nonce))}"

    def is_code(self, typed: str, code_id: int, nonce: str) -> bool:
        """Whether the digits are those of the mail; takes the same time for all of them."""
        return hmac.compare_digest(typed.encode(), self.code(code_id, nonce).encode())

    def is_link_token(self, shown: str, code_id: int, nonce: str) -> bool:
        """Whether the link is the one of the mail; takes the same time for all of them."""
        return hmac.compare_digest(shown.encode(), self.link_token(code_id, nonce).encode())

    def claim_token(self, store_id: int, card_id: int, expires_at: int) -> str:
        """The end of the link that opens a card which staff just made; `expires_at` in seconds since 1970."""
        return f"{card_id}.{expires_at}.{_text(self._derived('claim', store_id, card_id, expires_at))}"

    def session_token(self, began_with: str, browser_token: str) -> str:
        """The token of the session that began with `began_with` (such as "code:7") in this browser.

        A request that is repeated by the same browser gets the same token again, and none has to be kept for it.
        """
        return _text(self._derived("session", began_with, browser_token))

    def address_hash(self, merchant_id: int, email_canonical: str) -> str:
        """What is kept of the address of somebody who was erased."""
        return self._derived("erased", merchant_id, email_canonical).hex()

    def wording_hash(self, merchant_id: int, wording: str) -> str:
        """What is kept of the words somebody agreed to who was erased: whoever has the words can prove them with it."""
        return self._derived("wording", merchant_id, wording).hex()

    def _derived(self, purpose: str, *parts: object) -> bytes:
        assert self._secret is not None, "the application did not configure the secret"
        text = ":".join(map(str, parts))
        return hmac.new(derived_key(self._secret, f"mail:{purpose}"), text.encode(), hashlib.sha256).digest()


mail_codes = MailCodes()


def browser_hash(browser_token: str) -> str:
    """What the database keeps of the secret in the asking browser's cookie."""
    return token_hash(f"browser:{browser_token}")


def code_id_of(link_token: str) -> int | None:
    """The row that a link is about; None for what is no link of ours."""
    number = link_token.partition(".")[0]
    return (
        int(number) if number.isascii() and number.isdigit() and len(number) <= 18 and len(link_token) <= 100 else None
    )


def _text(secret: bytes) -> str:
    return urlsafe_b64encode(secret).rstrip(b"=").decode()
