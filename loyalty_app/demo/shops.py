"""The shops of the demo: what they are called, who works there, what they give."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """Somebody at a counter."""

    name: str
    role: str = "cashier"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStore:
    """One store, when it is open, its people, and what it sells by kind (with kinds, every purchase needs one)."""

    code: str
    name: str
    address: str
    latitude: float
    longitude: float
    hours: tuple[str, ...]
    staff: tuple[DemoStaff, ...]
    categories: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReward:
    """What points buy. `icon` is a name of the icon family."""

    name: str
    points_required: int
    icon: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """Somebody who signs in with a password."""

    email: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMerchant:
    """A business, its program, and how its customers behave: `cents` from a small to a large purchase.

    `logo_sign` is a name of the icon family.
    """

    code: str
    name: str
    loyalty_type: str
    card_color: str
    card_secondary_color: str
    stamp_shape: str
    logo_sign: str
    stamps_reward_description: str | None
    stores: tuple[DemoStore, ...]
    rewards: tuple[DemoReward, ...]
    users: tuple[DemoUser, ...]
    share_of_members: float
    cents: tuple[int, int]


PLATFORM_ADMIN = DemoUser(email="admin@demo.example", role="platform_admin")

CAFE = DemoMerchant(
    code="cafe-lux",
    name="Café Lux",
    loyalty_type="hybrid",
    card_color="#0f4c5c",
    card_secondary_color="#f4b972",
    stamp_shape="bean",
    logo_sign="sun",
    stamps_reward_description="A free coffee",
    stores=(
        DemoStore(
            code="gare",
            name="Gare",
            address="12, place de la Gare, 1616 Luxembourg",
            latitude=49.6000,
            longitude=6.1333,
            hours=("mon-fri 06:30-19:00", "sat-sun 08:00-18:00"),
            staff=(
                DemoStaff(name="Sophie Klein"),
                DemoStaff(name="Tom Weber"),
                DemoStaff(name="Léa Muller", role="manager"),
            ),
        ),
        DemoStore(
            code="kirchberg",
            name="Kirchberg",
            address="5, avenue John F. Kennedy, 1855 Luxembourg",
            latitude=49.6283,
            longitude=6.1619,
            hours=("mon-fri 07:00-18:30",),
            staff=(
                DemoStaff(name="João Dias"),
                DemoStaff(name="Nora Faber"),
                DemoStaff(name="Max Hoffmann", role="manager"),
            ),
        ),
        DemoStore(
            code="esch",
            name="Esch",
            address="40, rue de l’Alzette, 4010 Esch-sur-Alzette",
            latitude=49.4958,
            longitude=5.9806,
            hours=("mon-fri 07:00-18:30", "sat 08:00-17:00"),
            staff=(
                DemoStaff(name="Inês Lopes"),
                DemoStaff(name="Pol Reding"),
                DemoStaff(name="Chantal Wagner", role="manager"),
            ),
            categories=(
                {"en": "Drinks", "fr": "Boissons", "de": "Getränke", "lb": "Gedrénks"},
                {"en": "Food", "fr": "À manger", "de": "Essen", "lb": "Iessen"},
                {
                    "en": "Beans & gifts",
                    "fr": "Café en grains et cadeaux",
                    "de": "Bohnen & Geschenke",
                    "lb": "Bounen a Kaddoen",
                },
            ),
        ),
    ),
    rewards=(
        DemoReward(name="Bag of beans", points_required=1200, icon="bag", description="250 g, whole or ground for you"),
        DemoReward(name="Cake of the day", points_required=500, icon="cake", description="One slice"),
        DemoReward(name="Croissant", points_required=300, icon="croissant", description="Butter or almond"),
        DemoReward(name="Breakfast for two", points_required=1500, icon="plate", description="Until eleven o’clock"),
    ),
    users=(
        DemoUser(email="owner@cafe-lux.example", role="owner"),
        DemoUser(email="manager@cafe-lux.example", role="manager"),
    ),
    share_of_members=0.8,
    cents=(320, 1900),
)

BOOKSHOP = DemoMerchant(
    code="librairie",
    name="Librairie du Marché",
    loyalty_type="points",
    card_color="#f2c230",
    card_secondary_color="#5a2a00",
    stamp_shape="star",
    logo_sign="book",
    stamps_reward_description=None,
    stores=(
        DemoStore(
            code="marche",
            name="Place du Marché",
            address="3, place Guillaume II, 1648 Luxembourg",
            latitude=49.6106,
            longitude=6.1306,
            hours=("mon 13:00-18:30", "tue-fri 09:30-12:30,13:30-18:30", "sat 09:30-18:00"),
            staff=(
                DemoStaff(name="Claudine Meyer"),
                DemoStaff(name="Rui Fonseca"),
                DemoStaff(name="Anouk Steffen", role="manager"),
            ),
        ),
    ),
    rewards=(
        DemoReward(name="Notebook", points_required=800, icon="edit", description="Lined, with a ribbon"),
        DemoReward(name="Paperback", points_required=1500, icon="book", description="Up to €15"),
    ),
    users=(DemoUser(email="owner@librairie.example", role="owner"),),
    share_of_members=0.2,
    cents=(790, 6400),
)

MERCHANTS = (CAFE, BOOKSHOP)
