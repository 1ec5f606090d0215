"""Tables of the published outcome."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Cents, Created, Id, Model
from webapp.texts import Texts


class Outcome(Model):
    """The result that the city published for a round: one, made from one count."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("id", "round_id"),)

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    count_id: Mapped[int] = mapped_column(ForeignKey("count.id"))
    note: Mapped[Texts | None]
    published_at: Mapped[Created]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class OutcomeProject(Model):
    """A project's part in the outcome: votes, whether it won, in what order, and what was missing."""

    __tablename__ = "outcome_project"
    __table_args__ = (
        ForeignKeyConstraint(
            ["outcome_id", "round_id"], ["outcome.id", "outcome.round_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["project_id", "round_id"], ["project.id", "project.round_id"]),
        CheckConstraint("votes >= 0", name="votes_not_negative"),
        CheckConstraint("missing_cents > 0", name="missing_positive"),
    )

    project_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    outcome_id: Mapped[int] = mapped_column(BigInteger, index=True)
    round_id: Mapped[int] = mapped_column(BigInteger)
    votes: Mapped[int]
    is_winner: Mapped[bool]
    position: Mapped[int]
    cost_cents: Mapped[Cents]
    missing_cents: Mapped[Cents | None]
