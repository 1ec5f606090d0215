"""Shared computers on which an official has started a kiosk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model


class Kiosk(Model):
    """A browser that only votes in one round. Only the hash of its key is kept; ending the row ends the kiosk."""

    __tablename__ = "kiosk"
    __table_args__ = (CheckConstraint("expires_at > started_at", name="expires_after_start"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    place: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[Created]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
