"""Tables of the vote in two schemas: `roll` (who may vote) and `box` (what was voted).

They are joined only by `ballot_key` = HMAC(key of the vote, voter); the key is a file outside the database.
Ballots are written by the SQL function `box.cast_ballot` alone (see the first migration).
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Id, Model


class BallotKind(Model):
    """A ballot type as the database checks it; `webapp.ballots.types` says the same, and a test compares them.

    A new type adds its row in a migration. The limits are explained in migrations/sql/0004/limits.sql.
    """

    __tablename__ = "ballot_kind"
    __table_args__ = ({"info": {"filled_by_migrations": True}},)

    key: Mapped[str] = mapped_column(primary_key=True)
    standard: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    fixed: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class Voter(Model):
    """A person who may vote in a round. Says nothing about whether they did."""

    __tablename__ = "voter"
    __table_args__ = (UniqueConstraint("round_id", "account_id"), {"schema": "roll"})

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class VotingRight(Model):
    """One right to one ballot, known by its key alone. Casting locks this row, never a shared one.

    `area_code`: the voter's own area, kept only where the round's areas of voting ask for it.
    """

    __tablename__ = "voting_right"
    __table_args__ = ({"schema": "box"},)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    ballot_key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    area_code: Mapped[str | None]


class Ballot(Model):
    """A ballot without a name, a time or a serial. A replaced one keeps its commitment and loses its content."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("round_id", "commitment"),
        ForeignKeyConstraint(
            ["round_id", "ballot_key"], ["box.voting_right.round_id", "box.voting_right.ballot_key"]
        ),
        CheckConstraint("channel in ('web', 'paper')", name="channel_known"),
        CheckConstraint("state in ('counted', 'replaced')", name="state_known"),
        CheckConstraint("channel = 'paper' or ballot_key is not null", name="web_has_key"),
        Index(
            "ballot_one_counted",
            "round_id",
            "ballot_key",
            unique=True,
            postgresql_where=text("state = 'counted'"),
        ),
        {"schema": "box"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, server_default=text("gen_random_uuid()"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    channel: Mapped[str] = mapped_column(server_default="web")
    state: Mapped[str] = mapped_column(server_default="counted")
    ballot_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)


class Choice(Model):
    """A project chosen on a ballot; `value` is its points or its rank (1 is the first), as the ballot type has it."""

    __tablename__ = "choice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ballot_id", "round_id"], ["box.ballot.id", "box.ballot.round_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["project_id", "round_id", "pot_id"], ["project.id", "project.round_id", "project.pot_id"]
        ),
        Index(None, "project_id"),
        {"schema": "box"},
    )

    ballot_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    project_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    round_id: Mapped[int]
    pot_id: Mapped[int]
    value: Mapped[int | None] = mapped_column(SmallInteger)
