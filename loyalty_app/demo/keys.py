"""The demo's passwords, PINs and tokens: computed from the instance's secret, so that they can be shown again."""

import base64
from dataclasses import dataclass

from loyalty_app.domain.derived_keys import derived_key, derived_number
from loyalty_app.domain.pins import derived_pin

_WORDS = (
    "apple basil bread cedar cherry cinnamon clover cocoa coral fennel ginger hazel honey juniper lemon lilac maple "
    "mint nutmeg olive orange pepper plum poppy quince raisin sage sesame sorrel thyme vanilla walnut"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoKeys:
    """Secrets of the demo of one instance; another instance has other ones."""

    secret_key: str

    def password(self, email: str) -> str:
        """Four words and a number: easy to type, and with the limit on sign-ins nothing to be guessed."""
        number = derived_number(self.secret_key, f"demo:password:{email}")
        words = []
        for _ in range(4):
            number, place = divmod(number, len(_WORDS))
            words.append(_WORDS[place])
        return f"{'-'.join(words)}-{10 + number % 90}"

    def pin(self, store_code: str, name: str) -> str:
        """Six digits that the rules of PINs accept."""
        return derived_pin(self.secret_key, f"demo:pin:{store_code}:{name}")

    def token(self, scope: str) -> str:
        """An API token of 256 bits for `platform`, `merchant:<code>` or `store:<code>`."""
        return base64.urlsafe_b64encode(derived_key(self.secret_key, f"demo:token:{scope}")).decode().rstrip("=")

    @property
    def seed(self) -> int:
        """What the demo's dice are thrown with: the same in every instance, so that pictures look alike."""
        return 20240229
