"""Deeds about people. Mail is written here and sent by the worker."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.accounts.models import Mail


def post_mail(session: Session, recipient: str, subject: str, body: str) -> None:
    """Put a message in the queue, in the same transaction as what it tells of."""
    session.add(Mail(recipient=recipient, subject=subject, body=body))
