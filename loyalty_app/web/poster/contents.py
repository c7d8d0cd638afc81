"""Everything that stands on the poster of one store, before it is laid out."""

from dataclasses import dataclass

from flask_babel import force_locale

from loyalty_app.domain.colours import BrandColours, brand_colours
from loyalty_app.queries.program_images import ProgramPicture
from loyalty_app.queries.program_view import ProgramView
from loyalty_app.queries.stores import StoreView
from loyalty_app.texts.offers import offer
from loyalty_app.texts.posters import PosterWords, poster_reward, poster_words

MOST_REWARDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterContents:
    """`join_url` is what the code says, `join_text` the same for people to type. `stamps_target` None: no stamps."""

    language: str
    shop_name: str
    store_name: str
    headline: str
    rewards: tuple[str, ...]
    words: PosterWords
    join_url: str
    colours: BrandColours
    logo: ProgramPicture | None
    stamps_target: int | None
    stamp_shape: str

    @property
    def join_text(self) -> str:
        """The address as people type it."""
        return self.join_url.removeprefix("https://").removeprefix("http://")


def poster_contents(
    program: ProgramView, store: StoreView, *, language: str, base_url: str, logo: ProgramPicture | None = None
) -> PosterContents:
    """The poster of the store in one language, as the program is now."""
    has_stamps = program.loyalty_type != "points"
    on_offer = [] if has_stamps else [reward for reward in program.rewards if reward.is_available]
    with force_locale(language):
        return PosterContents(
            language=language,
            shop_name=program.display_name,
            store_name=store.name,
            headline=offer(
                loyalty_type=program.loyalty_type,
                stamps_target=program.stamps_target,
                stamps_reward_description=program.stamps_reward_description,
                points_per_euro=program.points_per_euro,
            ),
            rewards=tuple(poster_reward(one.name, one.points_required) for one in on_offer[:MOST_REWARDS]),
            words=poster_words(),
            join_url=join_url(base_url, store.code),
            colours=brand_colours(program.card_color, program.card_secondary_color),
            logo=logo,
            stamps_target=program.stamps_target if has_stamps else None,
            stamp_shape=program.stamp_shape,
        )


def join_url(base_url: str, store_code: str) -> str:
    """Where a phone that scans the code goes."""
    return f"{base_url.rstrip('/')}/j/{store_code}"
