"""Building passes: per pass only pass.json, the languages, the manifest and its signature are new (spec 6 E)."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from loyalty_app.domain.passes import PassContent
from loyalty_app.texts.passes import pass_words, phrases_in
from loyalty_app.wallets.apple.container import Member, bundle, laid_out, member, pieces, unlisted
from loyalty_app.wallets.apple.credentials import AppleCredentials
from loyalty_app.wallets.apple.pass_json import pass_json
from loyalty_app.wallets.apple.pass_values import PassIdentity, PassIssuer
from loyalty_app.wallets.apple.strings import strings_files
from loyalty_app.wallets.pictures.files import PictureFiles

if TYPE_CHECKING:
    from loyalty_app.wallets.apple.design import DesignPictures
    from loyalty_app.wallets.apple.drawing import FindImage

WEB_SERVICE_PATH = "/api/v1/loyalty/apple"


class MadePass(NamedTuple):
    """A .pkpass file in pieces; `own_size`: how many of its bytes it does not share with its design."""

    pieces: tuple[bytes, ...]
    own_size: int

    @property
    def body(self) -> bytes:
        """The file."""
        return b"".join(self.pieces)


class AppleWallet:
    """Makes the passes of one pass type. One per process; threads may share it.

    `find_image` gives the PNG of an uploaded picture by its SHA-256; `files` keep what was drawn.
    """

    def __init__(
        self, credentials: AppleCredentials, base_url: str, find_image: "FindImage", files: PictureFiles | None = None
    ) -> None:
        self.credentials = credentials
        self.web_service_url = base_url + WEB_SERVICE_PATH
        self._issuer = PassIssuer(credentials.pass_type_id, credentials.team_id, self.web_service_url)
        self._find_image, self._files = find_image, files

    @cached_property
    def pictures(self) -> "DesignPictures":
        """What draws is large, and loaded with the first pass: no start waits for it."""
        from loyalty_app.wallets.apple.design import DesignPictures

        return DesignPictures(self._find_image, self._files)

    def build(self, content: PassContent, *, serial: str, auth_token: str, signed_at: datetime) -> MadePass:
        """The file; `signed_at` in whole seconds. The same arguments give the same bytes in every process."""
        shows_stamps = content.design.has_stamps and not content.is_over
        pictures = self.pictures.shown(content.design, content.stamps_shown if shows_stamps else None)
        identity = PassIdentity(self._issuer, serial, auth_token)
        files = _own_files(content, identity, has_wide_logo=pictures.has_wide_logo)
        manifest = f"{{{','.join([pictures.listed, *[one.listed for one in files]])}}}".encode()
        # After a renewal a pass may be older than the certificate that signs it now; phones look at both.
        signature = self.credentials.signer.sign(manifest, max(signed_at, self.credentials.valid_from))
        files += [unlisted("manifest.json", manifest), unlisted("signature", signature)]
        layout = laid_out(files, after=pictures.layout)
        return MadePass(pieces(layout), layout.size - pictures.layout.size)

    def bundle(self, passes: Sequence[bytes]) -> bytes:
        """The .pkpasses file of one to ten passes."""
        return bundle(passes)


def _own_files(content: PassContent, identity: PassIdentity, *, has_wide_logo: bool) -> list[Member]:
    phrases = pass_words().phrases(content)
    own = phrases_in(content.locale, phrases)
    described = pass_json(content, identity, own, has_wide_logo=has_wide_logo)
    return [member("pass.json", described), *strings_files(content.locale, phrases)]
