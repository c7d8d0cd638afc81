"""pass.json, quickly: cards that differ in their values alone share one skeleton, written once; a pass fills it in."""

import json
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter

from loyalty_app.domain.passes import PassContent
from loyalty_app.texts.passes import PassPhrases
from loyalty_app.wallets.apple.pass_values import PassIdentity, Values, values_of
from loyalty_app.wallets.apple.store_card import Shape, store_card

_KEPT_SKELETONS = 2048
_MARK = re.compile(rf'"\\u0000({"|".join(Values._fields)})\\u0000"')  # the JSON of a text that nobody can type


def pass_json(content: PassContent, identity: PassIdentity, phrases: PassPhrases[str], *, has_wide_logo: bool) -> bytes:
    """The file; `phrases` in the customer's language."""
    values = values_of(content, identity, phrases)
    shape = Shape(
        identity.issuer,
        content.design,
        phrases.description,
        content.locale,
        content.status,
        content.stamps_shown == content.design.stamps_target,
        has_wide_logo,
        tuple(map(bool, values)),
    )
    skeleton, chosen = _skeleton(shape)
    written = skeleton.copy()
    written[1::2] = chosen(values)
    return "".join(written).encode()


@lru_cache(maxsize=_KEPT_SKELETONS)
def _skeleton(shape: Shape) -> tuple[list[str], Callable[[Values], Sequence[str]]]:
    """The file in pieces, every second of which a value takes the place of; and what chooses these values."""
    shown = zip(Values._fields, shape.shown, strict=True)
    marks = Values(*[f"\0{name}\0" if is_shown else None for name, is_shown in shown])
    text = json.dumps(store_card(shape, marks), ensure_ascii=False, separators=(",", ":"))
    pieces = _MARK.split(text)
    return pieces, attrgetter(*pieces[1::2])
