"""Loading the demo into an empty database."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from loyalty_app.config import Settings
from loyalty_app.db import quick_writing
from loyalty_app.demo.furnish import furnish, furnish_platform
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.plan import plan
from loyalty_app.demo.play import Player
from loyalty_app.demo.shops import MERCHANTS
from loyalty_app.unit_of_work import clock


def load_demo(
    keys: DemoKeys, settings: Settings, *, members: int, days: int, progress: Callable[[int, int], None]
) -> None:
    """Fill the empty database with the demo's shops and their last `days` days, the same dice every time."""
    random, now = Random(keys.seed), clock.now()  # noqa: S311  dice of a story, no secrets
    with quick_writing():
        with clock.moved_to(now - timedelta(days=days + 1)):
            counters = {
                merchant.code: furnish(merchant, keys, settings, expiration_days=max(30, days))
                for merchant in MERCHANTS
            }
        player = Player(counters=counters, random=random)
        player.play(plan(random, now, members=members, days=days), progress)
        furnish_platform(keys)
