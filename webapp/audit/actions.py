"""Writing to the audit log."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy.orm import Session

from webapp.audit.models import AuditEvent


def record(
    session: Session,
    action: str,
    subject: str,
    subject_id: int | None,
    account_id: int | None,
    **details: Any,
) -> None:
    """Add what was done to the log, in the same transaction as the deed itself.

    `details` must be JSON and never hold a ballot, a receipt or a key.
    """
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    session.add(
        AuditEvent(
            action=action,
            subject=subject,
            subject_id=subject_id,
            account_id=account_id,
            details=details,
            request_id=request_id,
        )
    )
