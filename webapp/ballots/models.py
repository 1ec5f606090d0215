"""Tables of the vote in two schemas: `roll` (who may vote) and `box` (what was voted).

They are joined only by `ballot_key` = HMAC(key of the vote, voter); the key is a file outside the database.
Ballots are written by the SQL function `box.cast_ballot` alone (see the first migration).
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
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

from webapp.base import Created, Id, Model


class BallotKind(Model):
    """A ballot type as the database checks it; `webapp.ballots.types` says the same, and a test compares them.

    A new type adds its row in a migration. The limits are explained in migrations/sql/0025/rounds.sql.
    """

    __tablename__ = "ballot_kind"
    __table_args__ = ({"info": {"filled_by_migrations": True}},)

    key: Mapped[str] = mapped_column(primary_key=True)
    standard: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    fixed: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class Vote(Model):
    """The public facts of a round's vote. Written only by the functions of migrations/sql/0025."""

    __tablename__ = "vote"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True, autoincrement=False)
    key_fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    annulled_at: Mapped[datetime | None]
    key_destroyed_at: Mapped[datetime | None]
    rights: Mapped[int | None]
    rules: Mapped[str | None]
    """What a ballot may hold, as the first seal hashed it: see migrations/sql/0037/rules.sql."""


class VoteStep(Model):
    """A step of a vote (open, close, annul, destroy the key): one person asks, another confirms."""

    __tablename__ = "vote_step"
    __table_args__ = (
        CheckConstraint("step in ('open', 'close', 'annul', 'destroy_key')", name="step_known"),
        CheckConstraint("alone or confirmed_by_id <> asked_by_id", name="two_people"),
        Index(
            "vote_step_one_asked",
            "round_id",
            "step",
            unique=True,
            postgresql_where=text("confirmed_at is null"),
        ),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    step: Mapped[str]
    note: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Created]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    alone: Mapped[bool] = mapped_column(server_default="false")


class Voter(Model):
    """A person who may vote in a round. Says nothing about whether they did."""

    __tablename__ = "voter"
    __table_args__ = (UniqueConstraint("round_id", "account_id"), {"schema": "roll"})

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_settled: Mapped[bool] = mapped_column(server_default="false")


class VotingRight(Model):
    """One right to one ballot, known by its key alone. Casting locks this row, never a shared one.

    `area_code`: the voter's own area, kept only where the round's areas of voting ask for it.
    `used_by` is the channel: a foreign key of the ballot keeps web and paper apart.
    """

    __tablename__ = "voting_right"
    __table_args__ = (
        UniqueConstraint("round_id", "ballot_key", "used_by"),
        CheckConstraint("used_by in ('web', 'paper')", name="used_by_known"),
        {"schema": "box"},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    ballot_key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    area_code: Mapped[str | None]
    used_by: Mapped[str | None]
    is_settled: Mapped[bool] = mapped_column(server_default="false")


class Batch(Model):
    """Sealed ballots: `head` = SHA-256(prev, leaves by commitment); a leaf = SHA-256(commitment, replaces)."""

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("round_id", "prev"), {"schema": "box"})

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[Created]


class Ballot(Model):
    """A ballot without a name, a time or a serial. A replaced one keeps its commitment and forgets the rest.

    `replaces` is the commitment of the voter's earlier ballot; `nonce` opens the commitment when ballots are
    published; `batch_no` is empty until the ballot is sealed.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("round_id", "commitment"),
        UniqueConstraint("round_id", "replaces"),
        ForeignKeyConstraint(
            ["round_id", "ballot_key", "channel"],
            ["box.voting_right.round_id", "box.voting_right.ballot_key", "box.voting_right.used_by"],
        ),
        ForeignKeyConstraint(["round_id", "batch_no"], ["box.batch.round_id", "box.batch.no"]),
        CheckConstraint("channel in ('web', 'paper')", name="channel_known"),
        CheckConstraint("state in ('counted', 'replaced', 'annulled')", name="state_known"),
        CheckConstraint(
            "state = 'counted' or (ballot_key is null and nonce is null)", name="replaced_forgets"
        ),
        Index(
            "ballot_one_counted",
            "round_id",
            "ballot_key",
            unique=True,
            postgresql_where=text("state = 'counted'"),
        ),
        Index("ballot_unsealed", "round_id", postgresql_where=text("batch_no is null")),
        {"schema": "box"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, server_default=text("gen_random_uuid()"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    channel: Mapped[str] = mapped_column(server_default="web")
    state: Mapped[str] = mapped_column(server_default="counted")
    ballot_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    replaces: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_no: Mapped[int | None]


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


class Paper(Model):
    """A paper ballot as two officials keyed it, the second without seeing the first. Nobody's, and kept by number."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("round_id", "station", "serial"),
        CheckConstraint("second_by <> first_by", name="second_person"),
        CheckConstraint("third_by not in (first_by, second_by)", name="third_person"),
        CheckConstraint("serial between 1 and 999999", name="serial_sensible"),
        CheckConstraint("status in ('entered', 'agreed', 'disputed', 'rejected')", name="status_known"),
        CheckConstraint("status <> 'agreed' or first_choices = second_choices", name="agreed_is_alike"),
        {"schema": "box"},
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    station: Mapped[str]
    serial: Mapped[int]
    first_by: Mapped[int] = mapped_column(BigInteger)
    first_choices: Mapped[str]
    second_by: Mapped[int | None] = mapped_column(BigInteger)
    second_choices: Mapped[str | None]
    third_by: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(server_default="entered")
