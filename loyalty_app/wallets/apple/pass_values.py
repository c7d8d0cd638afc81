"""What one card fills into the skeleton of its pass.json."""

import json
from collections.abc import Sequence
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NamedTuple

from loyalty_app.domain.passes import PassContent, PassReward, PassStore
from loyalty_app.texts.passes import PassPhrases

_KEPT_STORES = 4096


class PassIssuer(NamedTuple):
    """Who makes the passes, and where phones ask for their next version."""

    pass_type_id: str
    team_id: str
    web_service_url: str


class PassIdentity(NamedTuple):
    """Which pass it is, and the secret by which its phone proves it."""

    issuer: PassIssuer
    serial: str
    auth_token: str


class Values(NamedTuple):
    """What one card fills in, each as JSON; None for what it does not have."""

    serial: str | None
    auth_token: str | None
    qr_code: str | None
    card_number: str | None
    version: str | None
    stamp_count: str | None
    rewards_ready: str | None
    points: str | None
    ended_at: str | None
    locations: str | None
    stamps: str | None
    stamps_reward: str | None
    reward_label: str | None
    best_reward: str | None
    next_label: str | None
    first_name: str | None
    ready: str | None
    next: str | None
    history: str | None
    expires: str | None
    expiry: str | None
    hours: str | None
    contact: str | None
    terms: str | None
    privacy: str | None


def values_of(content: PassContent, identity: PassIdentity, phrases: PassPhrases[str]) -> Values:
    """The values; `phrases` in the customer's language."""
    best: PassReward | None = content.rewards[-1] if content.rewards else content.next_reward
    return Values(
        serial=encode_basestring(identity.serial),
        auth_token=encode_basestring(identity.auth_token),
        qr_code=encode_basestring(content.qr_code),
        card_number=encode_basestring(content.card_number),
        version=str(content.version),
        stamp_count=str(content.stamp_count),
        rewards_ready=str(content.rewards_ready),
        points=str(content.points_balance),
        ended_at=f'"{content.last_line_at:%Y-%m-%dT%H:%M:%S}Z"' if content.is_over else None,
        locations=_locations(content.design.card_name, content.stores),
        stamps=_text(phrases.stamps),
        stamps_reward=_text(content.stamps_reward_description),
        reward_label=_text(phrases.reward_label),
        best_reward=_text(best.name) if best else None,
        next_label=_text(phrases.next_label),
        first_name=_text(content.first_name),
        ready=_text(phrases.ready),
        next=_text(phrases.next),
        history=_text(phrases.history),
        expires=_text(phrases.expires),
        expiry=_text(phrases.expiry),
        hours=_text(phrases.hours),
        contact=_text(content.contact_email),
        terms=_text(phrases.terms),
        privacy=_text(content.terms.privacy_url if content.terms else None),
    )


def _text(text: str | None) -> str | None:
    return encode_basestring(text) if text else None


def _locations(card_name: str, stores: Sequence[PassStore]) -> str | None:
    places = [_location(card_name, store) for store in stores if store.is_on_the_map]
    return f"[{','.join(places)}]" if places else None


@lru_cache(maxsize=_KEPT_STORES)
def _location(card_name: str, store: PassStore) -> str:
    near = f"{card_name} · {store.name}"
    return json.dumps(
        {"latitude": store.latitude, "longitude": store.longitude, "relevantText": near}, ensure_ascii=False
    )
