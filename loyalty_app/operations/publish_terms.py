"""The owner publishes the terms of the program; what was published is never edited, only followed by newer terms."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.models import Merchant, TermsVersion
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import lock_program, passes_follow
from loyalty_app.operations.rights import require_owner
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

LONGEST_TERMS, LONGEST_URL = 50_000, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTerms(Command):
    """The terms by language: plain text, paragraphs divided by empty lines. `privacy_url` leads to the full policy."""

    actor: Actor
    body: dict[str, str]
    privacy_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPublished(Outcome):
    """The version that people agree to from now on."""

    terms_version_id: int
    published_at: datetime


@operation
def publish_terms(work: Work, command: PublishTerms) -> TermsPublished:
    """Refuses forbidden below an owner, program_unknown, field_missing without the merchant's own language.

    Refuses field_unknown for a language nobody is served in, text_too_long, character_not_allowed, and link_invalid
    for anything but an https address (B108).
    """
    require_owner(command.actor)
    program = lock_program(work, command.actor)
    own_language: str = work.connection.execute(
        select(Merchant.default_locale).where(Merchant.id == command.actor.merchant_id)
    ).scalar_one()
    body = _checked(command.body, own_language)
    terms_id: int = work.connection.execute(
        insert(TermsVersion)
        .values(
            merchant_id=command.actor.merchant_id,
            program_id=program.id,
            body=body,
            privacy_url=_checked_link(command.privacy_url),
            published_at=work.now(),
        )
        .returning(TermsVersion.id)
    ).scalar_one()
    passes_follow(work, command.actor.merchant_id)
    record_event(work, command.actor, Event(what="terms_published", subject=f"terms_version:{terms_id}"))
    return TermsPublished(terms_version_id=terms_id, published_at=work.now())


def _checked(body: dict[str, str], own_language: str) -> dict[str, str]:
    texts = {language: unicodedata.normalize("NFC", text).strip() for language, text in body.items()}
    for language, text in texts.items():
        field = f"body.{language}"
        if language not in LANGUAGES:
            raise InvalidInput.of(field, "field_unknown")
        if len(text) > LONGEST_TERMS:
            raise InvalidInput.of(field, "text_too_long", maximum=LONGEST_TERMS)
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text if sign not in "\n\r\t"):
            raise InvalidInput.of(field, "character_not_allowed")
    if not texts.get(own_language):
        raise InvalidInput.of(f"body.{own_language}", "field_missing")
    return {language: text for language, text in texts.items() if text}


def _checked_link(typed: str | None) -> str | None:
    link = (typed or "").strip()
    if not link:
        return None
    is_plain = link.isascii() and link.isprintable() and " " not in link and len(link) <= LONGEST_URL
    try:
        parts = urlsplit(link)
        is_https = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_https = False
    if not (is_plain and is_https):
        raise InvalidInput.of("privacy_url", "link_invalid")
    return link
