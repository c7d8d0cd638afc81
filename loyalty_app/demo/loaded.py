"""Whether the demo is in this database."""

from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.shops import MERCHANTS
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import ApiToken, Merchant


class DemoRefused(Exception):
    """The demo does not go into this database; the message says why."""


def demo_is_loaded(keys: DemoKeys) -> bool:
    """Whether the whole demo is here; raises DemoRefused beside other merchants or after half a loading."""
    codes = set(db.session.execute(select(Merchant.code)).scalars())
    if codes - {merchant.code for merchant in MERCHANTS}:
        raise DemoRefused("This database has merchants of its own. The demo goes into an empty one.")
    # The platform's token comes last.
    last = select(ApiToken.id).where(ApiToken.token_hash == token_hash(keys.token("platform")))
    is_complete = db.session.execute(last).first() is not None
    if codes and not is_complete:
        raise DemoRefused("The demo was interrupted while it was loaded. Empty the database and load it again.")
    return is_complete
