"""Putting the way mails leave into the application."""

from flask import Flask

from loyalty_app.config import Settings
from loyalty_app.mail.outbox import Outbox
from loyalty_app.mail.send_due import Mailing
from loyalty_app.mail.smtp import Smtp


def configure_mail(app: Flask, settings: Settings) -> None:
    """By the mail server of the settings; without one mails become files in the outbox."""
    app.extensions["mailing"] = Mailing(
        transport=Smtp(settings.smtp_server) if settings.smtp_server else Outbox(settings.outbox_path),
        base_url=settings.base_url,
        mail_from=settings.mail_from,
    )
