"""The table of counts: what was counted, how, and what came out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model


class Count(Model):
    """One run of a counting rule over the counted ballots of a round; never changed afterwards."""

    __tablename__ = "count"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    rule: Mapped[str]
    options: Mapped[dict[str, Any]]
    seed: Mapped[str | None]
    input_hash: Mapped[bytes] = mapped_column(LargeBinary)
    ballots: Mapped[int]
    result: Mapped[dict[str, Any]]
    made_at: Mapped[Created]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
