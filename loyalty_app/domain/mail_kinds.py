"""The mails a customer gets."""

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is about. Those with a code carry the code and a link that does the same."""

    CONFIRM = "confirm"
    CONFIRM_KNOWN = "confirm_known"
    SIGN_IN = "sign_in"
    CONFIRM_EMAIL = "confirm_email"
    WELCOME = "welcome"
    EMAIL_CHANGED = "email_changed"
    DATA_EXPORT = "data_export"
    INACTIVE = "inactive"


WITH_CODE = frozenset({MailKind.CONFIRM, MailKind.CONFIRM_KNOWN, MailKind.SIGN_IN, MailKind.CONFIRM_EMAIL})
