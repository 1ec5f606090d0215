"""Shared computers on which an official has started a kiosk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model


class Kiosk(Model):
    """A browser that only votes in one round, until voting ends. Only the hash of its key is kept; ending the row ends it before."""

    __tablename__ = "kiosk"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    place: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[Created]
    ended_at: Mapped[datetime | None]
