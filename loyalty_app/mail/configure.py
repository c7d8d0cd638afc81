"""Putting the way mails leave into the application."""

from flask import Flask

from loyalty_app.config import Settings
from loyalty_app.mail.outbox import Outbox
from loyalty_app.mail.send_due import Mailing
from loyalty_app.mail.smtp import Smtp
from loyalty_app.mail.tidy_outbox import drop_forgotten_mails
from loyalty_app.traces import keep_copies


def configure_mail(app: Flask, settings: Settings) -> None:
    """By the mail server of the settings; without one mails become files in the outbox.

    Files of before there was a mail server are looked after, too.
    """
    outbox = app.extensions["outbox"] = Outbox(settings.outbox_path)
    app.extensions["mailing"] = Mailing(
        transport=Smtp(settings.smtp_server) if settings.smtp_server else outbox,
        base_url=settings.base_url,
        mail_from=settings.mail_from,
    )
    with app.app_context():
        keep_copies(lambda: drop_forgotten_mails(outbox))
