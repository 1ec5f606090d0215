"""Tables of precomputed map cells, kept by triggers on proposal (migrations/sql/0001/tiles.sql)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Double, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Id, Model


class PinCell(Model):
    """How many pins of a round lie in a cell of a zoom level, and the sums of their places and numbers."""

    __tablename__ = "pin_cell"
    __table_args__ = (Index("pin_cell_empty", "n", postgresql_where=text("n = 0")),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    z: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    x: Mapped[int] = mapped_column(primary_key=True)
    y: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
    sum_x: Mapped[float] = mapped_column(Double)
    sum_y: Mapped[float] = mapped_column(Double)
    sum_id: Mapped[int] = mapped_column(BigInteger)


class PinCellChange(Model):
    """A pin that came (n = 1) or went (n = -1) and is not yet in the cells; x and y are of the finest level."""

    __tablename__ = "pin_cell_change"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(BigInteger)
    x: Mapped[int]
    y: Mapped[int]
    n: Mapped[int]
    sum_x: Mapped[float] = mapped_column(Double)
    sum_y: Mapped[float] = mapped_column(Double)
    sum_id: Mapped[int] = mapped_column(BigInteger)
