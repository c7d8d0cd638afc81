"""The codes that were asked for: which one is meant, whether it still counts, and its tries."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from loyalty_app.domain.email_codes import MAX_ATTEMPTS
from loyalty_app.domain.errors import CodeWrong
from loyalty_app.models import EmailCode
from loyalty_app.operations.mail_codes import code_id_of, mail_codes
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCode:
    """A code that still counts. `customer_id` None: nobody has the address, no code is right."""

    id: int
    merchant_id: int
    store_id: int
    customer_id: int | None
    purpose: str
    email: str
    email_canonical: str
    nonce: str = field(repr=False)
    browser_hash: str
    attempts: int

    @property
    def tries_left(self) -> int:
        """How often somebody may still guess."""
        return MAX_ATTEMPTS - self.attempts

    def require_right_browser(self, browser_hash: str) -> None:
        """Refuse code_wrong for a changed address in another browser than the one that changed it."""
        if self.purpose == "change_email" and self.browser_hash != browser_hash:
            raise CodeWrong(asked_elsewhere=True)


# Judged like any other, so that a code that never was takes the same time as a wrong one.
NO_CODE = AskedCode(
    id=0,
    merchant_id=0,
    store_id=0,
    customer_id=None,
    purpose="sign_in",
    email="",
    email_canonical="",
    nonce="",
    browser_hash="",
    attempts=MAX_ATTEMPTS,
)


def newest_code(work: Work, merchant_id: int, browser_hash: str) -> AskedCode | None:
    """The last code that this browser asked for at the merchant, locked; None if it does not count any more."""
    asked = _codes().where(EmailCode.merchant_id == merchant_id, EmailCode.browser_hash == browser_hash)
    return _live(work, asked.order_by(EmailCode.id.desc()).limit(1))


def code_of_link(work: Work, link_token: str) -> AskedCode | None:
    """The code whose mail had this link, locked; None for a link of ours that is over and for any other."""
    code_id = code_id_of(link_token)
    code = _live(work, _codes().where(EmailCode.id == (code_id or 0)))
    known = code or NO_CODE
    return code if mail_codes.is_link_token(link_token, known.id, known.nonce) else None


def merchant_of_link(work: Work, link_token: str) -> int | None:
    """Whose mail the link was in; proves nothing."""
    named = select(EmailCode.merchant_id).where(EmailCode.id == (code_id_of(link_token) or 0))
    merchant_id: int | None = work.connection.execute(named).scalar_one_or_none()
    return merchant_id


def count_try(work: Work, code: AskedCode) -> AskedCode:
    """Count one guess before anybody knows whether it is right."""
    work.connection.execute(update(EmailCode).where(EmailCode.id == code.id).values(attempts=code.attempts + 1))
    return replace(code, attempts=code.attempts + 1)


def use_up(work: Work, code: AskedCode) -> bool:
    """Whether this was the first to use the code; nobody is the second."""
    used = update(EmailCode).where(
        EmailCode.id == code.id, EmailCode.used_at.is_(None), EmailCode.superseded_at.is_(None)
    )
    return work.connection.execute(used.values(used_at=work.now()).returning(EmailCode.id)).first() is not None


def _codes() -> Select[Any]:
    return select(
        *(getattr(EmailCode, name) for name in AskedCode.__dataclass_fields__),
        EmailCode.expires_at,
        EmailCode.used_at,
        EmailCode.superseded_at,
    ).with_for_update(key_share=True)


def _live(work: Work, wanted: Select[Any]) -> AskedCode | None:
    row = work.connection.execute(wanted).one_or_none()
    if row is None or row.used_at is not None or row.superseded_at is not None or row.attempts >= MAX_ATTEMPTS:
        return None
    expires_at: datetime = row.expires_at
    if expires_at <= work.now():
        return None
    return AskedCode(**{name: getattr(row, name) for name in AskedCode.__dataclass_fields__})
