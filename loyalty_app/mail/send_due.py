"""Sending what is due: claim a batch, write each mail, hand it over, note what became of it.

Nothing is locked while a mail server is spoken to. Who dies between handing over and noting lets the mail be sent
once more, under the same Message-ID; nobody waits for a mail that was lost.
"""

import logging
from collections import Counter
from dataclasses import dataclass

from loyalty_app.db import db
from loyalty_app.domain.mail_kinds import WITH_CODE
from loyalty_app.mail.compose import AddressRefused, compose
from loyalty_app.mail.sending import Line, NotSent, Transport
from loyalty_app.operations.claim_mails import ClaimMails, claim_mails
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.settle_mail import SettleMail, settle_mail
from loyalty_app.queries.due_mails import DueMail, due_mails, is_any_mail_due
from loyalty_app.texts.letters import Secrets
from loyalty_app.traces import drop_copies
from loyalty_app.unit_of_work import clock

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """How this instance sends: the way out, the address that links begin with, and the sender's."""

    transport: Transport
    base_url: str
    mail_from: str

    def send_due(self) -> dict[str, int]:
        """Send everything due; returns how many were sent, will be tried again, and failed for good."""
        figures: Counter[str] = Counter(sent=0, pending=0, failed=0)
        while is_any_mail_due(db.session.connection(), clock.now()):
            db.session.rollback()
            ids = claim_mails(ClaimMails()).ids
            mails = due_mails(db.session.connection(), ids, clock.now())
            db.session.rollback()
            if not ids:
                break
            figures.update(self._send(mails))
        db.session.rollback()
        return dict(figures)

    def _send(self, mails: tuple[DueMail, ...]) -> list[str]:
        try:
            with self.transport.open() as line:
                return [self._settle(mail, self._hand_over(mail, line)) for mail in mails]
        except NotSent as nobody_there:
            return [self._settle(mail, nobody_there) for mail in mails]

    def _hand_over(self, mail: DueMail, line: Line) -> NotSent | None:
        """Send one mail; returns why it was not."""
        if mail.kind in WITH_CODE and (mail.code is None or not mail.code.works):
            return NotSent("its code is over", is_final=True)
        try:
            line.send(compose(mail, self._secrets(mail), base_url=self.base_url, mail_from=self.mail_from))
        except AddressRefused:
            return NotSent("no address", is_final=True)
        except NotSent as problem:
            return problem
        return None

    def _secrets(self, mail: DueMail) -> Secrets | None:
        code = mail.code
        if mail.kind not in WITH_CODE or code is None:
            return None
        token = mail_codes.link_token(code.id, code.nonce)
        return Secrets(
            code=mail_codes.code(code.id, code.nonce),
            link=f"{self.base_url}/loyalty/{mail.shop.store_code}/signin/link/{token}",
        )

    def _settle(self, mail: DueMail, problem: NotSent | None) -> str:
        command = SettleMail(
            mail_id=mail.id,
            attempt=mail.attempt,
            problem=None if problem is None else str(problem),
            is_final=problem is not None and problem.is_final,
        )
        state = settle_mail(command).state
        if state is None:  # its reader may have left while it was written, and took only what lay there then
            drop_copies()
        if problem is not None:
            _log.warning("mail not sent", extra={"mail": mail.id, "kind": mail.kind.value, "why": str(problem)})
        return state or "pending"
