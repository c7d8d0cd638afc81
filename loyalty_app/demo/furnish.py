"""Setting the demo's shops up: stores, people, PINs, program, rewards, categories."""

from dataclasses import dataclass

from loyalty_app.config import Settings
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.logos import demo_logo
from loyalty_app.demo.shops import PLATFORM_ADMIN, DemoMerchant, DemoStaff, DemoStore, DemoUser
from loyalty_app.demo.terms import terms_of
from loyalty_app.domain.actors import Actor, PlatformActor, ProvenStaff, Role
from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.domain.program_fields import ProgramFields, RewardFields
from loyalty_app.operations.activate_program import ActivateProgram, activate_program
from loyalty_app.operations.create_api_token import CreateApiToken, create_api_token
from loyalty_app.operations.create_merchant import CreateMerchant, create_merchant
from loyalty_app.operations.create_pin import CreatePin, create_pin
from loyalty_app.operations.create_program import CreateProgram, create_program
from loyalty_app.operations.create_store import CreateStore, create_store
from loyalty_app.operations.create_user import CreateUser, create_user
from loyalty_app.operations.publish_terms import PublishTerms, publish_terms
from loyalty_app.operations.save_category import SaveCategory, save_category
from loyalty_app.operations.save_program_image import SaveProgramImage, save_program_image
from loyalty_app.operations.save_reward import SaveReward, save_reward
from loyalty_app.operations.uploaded_picture import read_picture

CONSOLE = PlatformActor()
TERMINAL = "Counter 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A store with its people in the order of the demo; the last one is the manager."""

    merchant_id: int
    store_id: int
    staff: tuple[ProvenStaff, ...]
    category_ids: tuple[int, ...]

    def actor(self, number: int) -> Actor:
        """The member of staff of that number at the tablet of this store."""
        return Actor(
            merchant_id=self.merchant_id, store_id=self.store_id, staff=self.staff[number], terminal_label=TERMINAL
        )


def furnish_platform(keys: DemoKeys) -> None:
    """The platform admin and the platform's token."""
    _add_user(keys, PLATFORM_ADMIN, merchant_id=None)
    create_api_token(CreateApiToken(actor=CONSOLE, label="Demo", token=keys.token("platform")))


def furnish(merchant: DemoMerchant, keys: DemoKeys, settings: Settings, *, expiration_days: int) -> tuple[Counter, ...]:
    """A merchant with everything but members; returns its counters in the order of its stores."""
    created = create_merchant(
        CreateMerchant(
            actor=CONSOLE,
            name=merchant.name,
            code=merchant.code,
            default_locale="fr",
            contact_email=merchant.users[0].email,
            pin_max_failed_attempts=settings.pin_max_failed_attempts,
            pin_lockout_minutes=settings.pin_lockout_minutes,
        )
    )
    for user in merchant.users:
        _add_user(keys, user, merchant_id=created.merchant_id)
    _begin_program(_owner_of(created.merchant_id), merchant, expiration_days=expiration_days)
    counters = tuple(_open_store(created.merchant_id, store, keys) for store in merchant.stores)
    label = f"Demo {merchant.code}"
    token = keys.token(f"merchant:{merchant.code}")
    create_api_token(CreateApiToken(actor=CONSOLE, label=label, merchant_id=created.merchant_id, token=token))
    return counters


def _add_user(keys: DemoKeys, user: DemoUser, *, merchant_id: int | None) -> None:
    create_user(
        CreateUser(
            actor=CONSOLE,
            email=user.email,
            password=keys.password(user.email),
            role=Role.named(user.role),
            merchant_id=merchant_id,
        )
    )


def _open_store(merchant_id: int, store: DemoStore, keys: DemoKeys) -> Counter:
    opened = create_store(
        CreateStore(
            actor=CONSOLE,
            merchant_id=merchant_id,
            name=store.name,
            code=store.code,
            address=store.address,
            latitude=store.latitude,
            longitude=store.longitude,
            hours=typed_hours(store.hours),
        )
    )
    owner = _owner_of(merchant_id)
    staff = tuple(_hire(owner, opened.store_id, store, member, keys) for member in store.staff)
    saved = [
        save_category(SaveCategory(actor=owner, store_id=opened.store_id, names=names, display_order=place))
        for place, names in enumerate(store.categories)
    ]
    token = keys.token(f"store:{store.code}")
    create_api_token(
        CreateApiToken(
            actor=CONSOLE, label=f"Till {store.code}", merchant_id=merchant_id, store_id=opened.store_id, token=token
        )
    )
    return Counter(
        merchant_id=merchant_id,
        store_id=opened.store_id,
        staff=staff,
        category_ids=tuple(outcome.category.id for outcome in saved),
    )


def _hire(owner: Actor, store_id: int, store: DemoStore, member: DemoStaff, keys: DemoKeys) -> ProvenStaff:
    role = Role.named(member.role)
    pin = keys.pin(store.code, member.name)
    created = create_pin(CreatePin(actor=owner, store_id=store_id, name=member.name, pin=pin, role=role))
    return ProvenStaff(id=created.pin.id, name=member.name, role=role)


def _begin_program(owner: Actor, merchant: DemoMerchant, *, expiration_days: int) -> None:
    fields = ProgramFields(
        loyalty_type=LoyaltyType(merchant.loyalty_type),
        stamps_reward_description=merchant.stamps_reward_description,
        stamps_reward_value_cents=350 if merchant.stamps_reward_description else 0,
        points_expiration_days=expiration_days,
        point_value_cents_per_100=100,
        card_name=merchant.name,
        card_color=merchant.card_color,
        card_secondary_color=merchant.card_secondary_color,
        stamp_shape=merchant.stamp_shape,
    )
    create_program(CreateProgram(actor=owner, fields=fields))
    for place, reward in enumerate(merchant.rewards):
        described = RewardFields(
            name=reward.name,
            description=reward.description,
            points_required=reward.points_required,
            icon=reward.icon,
            display_order=place,
        )
        save_reward(SaveReward(actor=owner, fields=described))
    publish_terms(PublishTerms(actor=owner, body=terms_of(merchant.name)))
    picture = read_picture(demo_logo(merchant))
    save_program_image(SaveProgramImage(actor=owner, kind="logo", picture=picture))
    activate_program(ActivateProgram(actor=owner))


def _owner_of(merchant_id: int) -> Actor:
    return Actor(merchant_id=merchant_id, store_id=None, role=Role.OWNER, on_behalf=True)
