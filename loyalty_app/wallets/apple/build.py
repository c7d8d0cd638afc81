"""Building passes: per pass only pass.json, the languages, the manifest and its signature are new (spec 6 E)."""

from collections.abc import Sequence
from datetime import datetime

from loyalty_app.domain.passes import PassContent
from loyalty_app.wallets.apple.container import Member, bundle, member, parts
from loyalty_app.wallets.apple.credentials import AppleCredentials
from loyalty_app.wallets.apple.design import DesignPictures, FindImage
from loyalty_app.wallets.apple.pass_json import PassIdentity, pass_json
from loyalty_app.wallets.apple.strings import all_phrases, strings_files
from loyalty_app.wallets.kept import Kept

WEB_SERVICE_PATH = "/api/v1/loyalty/apple"
KEPT_BYTES = 64 * 1024 * 1024  # of what is a pass's own; the pictures belong to the design
_OVERHEAD = 1500  # of a kept pass, about: its content as the key


class _Asked:
    """What a pass was asked for with, as a key; its content has many parts, so that its hash is kept."""

    __slots__ = ("_hash", "_values")

    def __init__(self, values: tuple[PassContent, str, str, datetime]) -> None:
        self._values, self._hash = values, hash(values)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._values == other._values


class AppleWallet:
    """Makes the passes of one pass type. One per process; threads may share it.

    `find_image` gives the PNG of an uploaded picture by its SHA-256.
    """

    def __init__(self, credentials: AppleCredentials, base_url: str, find_image: FindImage) -> None:
        self.credentials = credentials
        self.web_service_url = base_url + WEB_SERVICE_PATH
        self._pictures = DesignPictures(find_image)
        self._passes: Kept[_Asked, tuple[bytes, ...]] = Kept(KEPT_BYTES)

    def build(self, content: PassContent, *, serial: str, auth_token: str, signed_at: datetime) -> bytes:
        """The .pkpass file; `signed_at` in whole seconds. The same arguments give the same bytes in every process."""
        key = _Asked((content, serial, auth_token, signed_at))
        made = self._passes.get(key)
        if made is None:
            identity = PassIdentity(
                pass_type_id=self.credentials.pass_type_id,
                team_id=self.credentials.team_id,
                serial=serial,
                auth_token=auth_token,
                web_service_url=self.web_service_url,
            )
            own, pictures = self._files(content, identity, signed_at)
            made = parts((*own, *pictures))
            weight = _OVERHEAD + sum(len(part) for part in made) - sum(len(one.local) for one in pictures)
            self._passes.keep(key, made, weight)
        return b"".join(made)

    def bundle(self, passes: Sequence[bytes]) -> bytes:
        """The .pkpasses file of one to ten passes."""
        return bundle(passes)

    def _files(
        self, content: PassContent, identity: PassIdentity, signed_at: datetime
    ) -> tuple[list[Member], tuple[Member, ...]]:
        """The files of this pass alone, and those it shares with all of its design."""
        shows_stamps = content.design.has_stamps and not content.is_over
        pictures = self._pictures.shown(content.design, content.stamps_shown if shows_stamps else None)
        phrases = all_phrases(content)
        described = pass_json(content, identity, phrases[content.locale], has_wide_logo=pictures.has_wide_logo)
        own = [member("pass.json", described), *strings_files(content.locale, phrases)]
        listed = ",".join(f'"{one.name}":"{one.sha1}"' for one in own)
        manifest = f"{{{listed},{pictures.manifest}}}".encode()
        # After a renewal a pass may be older than the certificate that signs it now; phones look at both.
        signature = self.credentials.signer.sign(manifest, max(signed_at, self.credentials.valid_from))
        own += [member("manifest.json", manifest), member("signature", signature)]
        return own, pictures.members
