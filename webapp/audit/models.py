"""The audit log's table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model


class AuditEvent(Model):
    """One thing done by one person; rows are only ever added (a trigger refuses anything else)."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "subject", "subject_id"), Index(None, "at"))

    id: Mapped[Id]
    at: Mapped[Created]
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    request_id: Mapped[str | None]
