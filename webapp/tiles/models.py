"""Tables of precomputed map cells, kept by triggers on proposal (migrations/sql/0025/cells.sql)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, SmallInteger, Table
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Model


class PinCell(Model):
    """How many pins of a round lie in a cell of a zoom level, and the sums of their places and numbers."""

    __tablename__ = "pin_cell"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    z: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    x: Mapped[int] = mapped_column(primary_key=True)
    y: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
    sum_x: Mapped[float] = mapped_column(Double)
    sum_y: Mapped[float] = mapped_column(Double)
    sum_id: Mapped[int] = mapped_column(BigInteger)


PIN_CELL_CHANGE = Table(
    "pin_cell_change",
    Model.metadata,
    Column("round_id", BigInteger, nullable=False),
    Column("pin_id", BigInteger, nullable=False),
    Column("sign", SmallInteger, nullable=False),
    Column("x", Double, nullable=False),
    Column("y", Double, nullable=False),
)
"""A pin that came (sign 1) or went (-1) and is not yet in the cells, in web Mercator metres. It has no key and no
index, so that noting a pin costs its writer as little as can be."""
