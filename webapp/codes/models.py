"""Tables of voter codes, all in the schema `roll`: written and read by its functions alone.

The functions are in migrations/sql, the newest of each in 0025 (codes.sql, passes.sql), 0045, 0047 or 0049.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base import Created, Id, Model

MOST_PRINTED, MOST_HANDED_OVER = 300, 100_000
"""Codes of a batch that is printed here, and of one that a printing house gets."""
MOST_ASKED = 3_000
"""Codes to be printed here that are asked for at once: more than `MOST_PRINTED` are several batches."""


class CodeBatch(Model):
    """Codes that were asked for together. Those handed out at desks are one batch a round and use, without a size."""

    __tablename__ = "code_batch"
    __table_args__ = (
        CheckConstraint("purpose in ('school', 'library', 'letters', 'house', 'desk')", name="purpose_known"),
        CheckConstraint(
            f"size between 1 and case purpose when 'house' then {MOST_HANDED_OVER} else {MOST_PRINTED} end",
            name="size_sensible",
        ),
        CheckConstraint("(purpose = 'desk') = (size is null)", name="size_but_for_desks"),
        CheckConstraint("alone or confirmed_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("printed_at is null or confirmed_at is not null", name="confirmed_before_print"),
        CheckConstraint("opens in ('vote', 'propose')", name="opens_known"),
        CheckConstraint("opens = 'vote' or area_code is null", name="proposing_has_no_area"),
        UniqueConstraint("id", "round_id", "opens"),
        Index(
            "code_batch_one_desk",
            "round_id",
            "opens",
            unique=True,
            postgresql_where=text("purpose = 'desk'"),
        ),
        {"schema": "roll"},
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    opens: Mapped[str] = mapped_column(server_default="vote")
    """`vote`, or `propose`: what its codes are for."""
    purpose: Mapped[str]
    name: Mapped[str]
    size: Mapped[int | None]
    area_code: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Created]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    alone: Mapped[bool] = mapped_column(server_default="false")
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    printed_at: Mapped[datetime | None]
    prints: Mapped[int] = mapped_column(server_default="0")
    voided_at: Mapped[datetime | None]


class Code(Model):
    """One code: one right to vote, or one who proposes, whose proposals have `account_id` as their author.

    `person` is who was identified where a code for voting was handed over; else it is the right itself.
    `secret_hash` = HMAC-SHA256(key of codes, number | secret). Nothing here says whether the code was used.
    """

    __tablename__ = "code"
    __table_args__ = (
        CheckConstraint("public_id ~ '^[0-9A-HJKMNP-TV-Z]{6}$'", name="public_id_form"),
        CheckConstraint("octet_length(secret_hash) = 32", name="secret_hashed"),
        CheckConstraint(
            "account_id is null or (opens = 'propose' and person is null)", name="account_proposes"
        ),
        ForeignKeyConstraint(
            ["batch_id", "round_id", "opens"],
            ["roll.code_batch.id", "roll.code_batch.round_id", "roll.code_batch.opens"],
        ),
        UniqueConstraint("public_id", "opens"),
        UniqueConstraint("account_id"),
        Index(
            "code_one_for_a_person",
            "round_id",
            "person",
            unique=True,
            postgresql_where=text("voided_at is null"),
        ),
        {"schema": "roll"},
    )

    public_id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    batch_id: Mapped[int] = mapped_column(BigInteger, index=True)
    opens: Mapped[str] = mapped_column(server_default="vote")
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    person: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    voided_at: Mapped[datetime | None]


class CodeFailure(Model):
    """Wrong secrets tried with a number lately, whether there is such a code or not."""

    __tablename__ = "code_failure"
    __table_args__ = ({"schema": "roll"},)

    public_id: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[Created]


class VotingPass(Model):
    """A browser that has shown a right code and may vote in its round for a short while; never one for proposing."""

    __tablename__ = "pass"
    __table_args__ = (
        CheckConstraint("opens = 'vote'", name="votes"),
        ForeignKeyConstraint(["public_id", "opens"], ["roll.code.public_id", "roll.code.opens"]),
        {"schema": "roll"},
    )

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    public_id: Mapped[str] = mapped_column(index=True)
    opens: Mapped[str] = mapped_column(server_default="vote")
    kiosk_id: Mapped[int | None] = mapped_column(ForeignKey("kiosk.id"))
    started_at: Mapped[Created]
    seen_at: Mapped[Created]
    ends_at: Mapped[datetime]
