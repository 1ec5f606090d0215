"""Voter codes, the passes that they open, and kiosks

Revision: 0020
Follows: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import run_file, run_sql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")
ROLL = {"schema": "roll"}


def moment(name: str, *, now: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=NOW if now else None, nullable=not now)


def upgrade() -> None:
    _kiosk()
    _batches()
    _codes()
    for name in ("codes", "passes"):
        run_file(f"0020/{name}.sql")
    run_file("roles.sql")


def _kiosk() -> None:
    op.create_table(
        "kiosk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        moment("started_at", now=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        moment("ended_at"),
        sa.CheckConstraint("expires_at > started_at", name=op.f("kiosk_expires_after_start")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="kiosk_round_id_fkey"),
        sa.ForeignKeyConstraint(["started_by_id"], ["account.id"], name="kiosk_started_by_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="kiosk_pkey"),
        sa.UniqueConstraint("key_hash", name="kiosk_key_hash_unique"),
    )
    op.create_index("kiosk_round_id_index", "kiosk", ["round_id"])


def _batches() -> None:
    op.create_table(
        "code_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        moment("expires_at"),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        moment("asked_at", now=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        moment("confirmed_at"),
        sa.Column("alone", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("printed_by_id", sa.BigInteger(), nullable=True),
        moment("printed_at"),
        sa.Column("prints", sa.Integer(), server_default="0", nullable=False),
        moment("voided_at"),
        sa.CheckConstraint(
            "purpose in ('school', 'library', 'letters', 'desk')", name=op.f("code_batch_purpose_known")
        ),
        sa.CheckConstraint("size between 1 and 300", name=op.f("code_batch_size_sensible")),
        sa.CheckConstraint("(purpose = 'desk') = (size is null)", name=op.f("code_batch_size_but_for_desks")),
        sa.CheckConstraint("alone or confirmed_by_id <> asked_by_id", name=op.f("code_batch_two_people")),
        sa.CheckConstraint(
            "printed_at is null or confirmed_at is not null", name=op.f("code_batch_confirmed_before_print")
        ),
        *(
            sa.ForeignKeyConstraint([f"{who}_by_id"], ["account.id"], name=f"code_batch_{who}_by_id_fkey")
            for who in ("asked", "confirmed", "printed")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="code_batch_round_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="code_batch_pkey"),
        schema="roll",
    )
    where = sa.text("purpose = 'desk'")
    op.create_index(
        "code_batch_one_desk", "code_batch", ["round_id"], unique=True, postgresql_where=where, **ROLL
    )


def _codes() -> None:
    op.create_table(
        "code",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        moment("voided_at"),
        sa.CheckConstraint("public_id ~ '^[0-9A-HJKMNP-TV-Z]{6}$'", name=op.f("code_public_id_form")),
        sa.CheckConstraint("octet_length(secret_hash) = 32", name=op.f("code_secret_hashed")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="code_round_id_fkey"),
        sa.ForeignKeyConstraint(["batch_id"], ["roll.code_batch.id"], name="code_batch_id_fkey"),
        sa.PrimaryKeyConstraint("public_id", name="code_pkey"),
        schema="roll",
    )
    op.create_index("code_batch_id_index", "code", ["batch_id"], **ROLL)
    live = sa.text("voided_at is null")
    op.create_index(
        "code_one_for_a_person", "code", ["round_id", "person"], unique=True, postgresql_where=live, **ROLL
    )
    op.create_table(
        "code_failure",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("last_at", now=True),
        sa.PrimaryKeyConstraint("public_id", name="code_failure_pkey"),
        schema="roll",
    )
    op.create_table(
        "pass",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("kiosk_id", sa.BigInteger(), nullable=True),
        moment("started_at", now=True),
        moment("seen_at", now=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["public_id"], ["roll.code.public_id"], name="pass_public_id_fkey"),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name="pass_kiosk_id_fkey"),
        sa.PrimaryKeyConstraint("key_hash", name="pass_pkey"),
        schema="roll",
    )
    op.create_index("pass_public_id_index", "pass", ["public_id"], **ROLL)


GONE = (
    "roll.ask_codes(bigint, text, text, int, text, timestamptz, bigint)",
    "roll.ask_codes_again(bigint, bigint)",
    "roll.confirm_codes(bigint, bigint)",
    "roll.put_codes(bigint, text[], bytea[])",
    "roll.codes_of(bigint)",
    "roll.note_printed(bigint, bigint)",
    "roll.hand_code(bigint, text, text, bytea, bigint)",
    "roll.void_code(bigint, text)",
    "roll.void_codes(bigint)",
    "roll.code_batches(bigint)",
    "roll.codes_by_batch(bigint)",
    "roll.is_live_code(bigint, text)",
    "box.used_by_group(bigint, bytea[], bigint[])",
    "roll.use_code(text, bytea, bytea, bigint, bigint)",
    "roll.pass_of(bytea, boolean)",
    "roll.end_pass(bytea, int)",
    "roll.forget_codes()",
)


def downgrade() -> None:
    run_sql("drop trigger vote_forgets_codes on vote")
    for function in GONE:
        run_sql(f"drop function {function}")
    for table in ("pass", "code_failure", "code", "code_batch"):
        op.drop_table(table, **ROLL)
    op.drop_table("kiosk")
