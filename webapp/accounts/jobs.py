"""Background jobs of accounts: sending mail, and removing what is past use."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from procrastinate import Blueprint, RetryStrategy
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.accounts.actions import purge
from webapp.accounts.models import Mail
from webapp.config import Settings
from webapp.extensions import current_settings, db
from webapp.texts import DEFAULT_LANGUAGE

blueprint = Blueprint()
RETRY = RetryStrategy(max_attempts=20, exponential_wait=3)
TIMEOUT = 20


@blueprint.task(name="send_mail", retry=RETRY)
def send_mail() -> None:
    """Send what waits, oldest first, each marked as sent right after: a crash sends one again at most."""
    settings = current_settings()
    if settings.smtp_url is None:
        return
    with Session(db.engine) as session, connect(settings.smtp_url) as server:
        while (mail := next_mail(session)) is not None:
            server.send_message(message_of(mail, settings))
            mail.sent_at = func.clock_timestamp()
            session.commit()


@blueprint.periodic(cron="17 3 * * *")
@blueprint.task(name="purge", queueing_lock="purge")
def purge_daily(timestamp: int) -> None:
    """Every night: links, sessions, sent mail and accounts without an address that are past use."""
    with Session(db.engine) as session:
        purge(session)
        session.commit()


def next_mail(session: Session) -> Mail | None:
    """The oldest unsent message that no other worker is sending."""
    waiting = select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.id).limit(1)
    return session.scalar(waiting.with_for_update(skip_locked=True))


def message_of(mail: Mail, settings: Settings) -> EmailMessage:
    """The message; its id is the same on every try, so that receivers can drop a repeat.

    Marked as written by a program (RFC 3834), so that nobody's 'I am on holiday' comes back.
    """
    name, address = parseaddr(settings.mail_from)
    message = EmailMessage()
    message["From"] = formataddr((name or settings.city_name[DEFAULT_LANGUAGE], address))
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<mail-{mail.id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def connect(url: str) -> smtplib.SMTP:
    """A session with the mail server: smtp://, or smtps:// for TLS from the start; user and password may stand in it."""
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    server = kind(parts.hostname or "localhost", parts.port or 0, timeout=TIMEOUT)
    if parts.username:
        if parts.scheme == "smtp":
            server.starttls()
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
