"""Tables of files that the worker makes: what was asked for, how far it is, and the file in pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Model


class ExportFile(Model):
    """A file that someone asked for. Only they may have it, and only for a day."""

    __tablename__ = "export_file"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'running', 'ready', 'failed')", name="state_known"),
        CheckConstraint("rows_done >= 0", name="rows_done_not_negative"),
        CheckConstraint("(state = 'ready') = (size is not null)", name="ready_has_size"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    wanted: Mapped[dict[str, Any]]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="waiting")
    rows_total: Mapped[int]
    rows_done: Mapped[int] = mapped_column(server_default="0")
    size: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[Created]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def percent(self) -> int:
        """How far it is, of 100."""
        return 100 if self.state == "ready" else min(99, self.rows_done * 100 // max(1, self.rows_total))


class ExportPiece(Model):
    """A piece of a finished file, in order."""

    __tablename__ = "export_piece"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("export_file.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
