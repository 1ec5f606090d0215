"""Files that the worker makes

Revision: 0017
Follows: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_file",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("wanted", postgresql.JSONB(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("size", sa.BigInteger()),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'ready', 'failed')", name="export_file_state_known"
        ),
        sa.CheckConstraint("rows_done >= 0", name="export_file_rows_done_not_negative"),
        sa.CheckConstraint("(state = 'ready') = (size is not null)", name="export_file_ready_has_size"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="export_file_account_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="export_file_round_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="export_file_pkey"),
    )
    op.create_index("export_file_account_id_index", "export_file", ["account_id"])
    op.create_index("export_file_expires_at_index", "export_file", ["expires_at"])
    op.create_table(
        "export_piece",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["export_file.id"], name="export_piece_file_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name="export_piece_pkey"),
    )


def downgrade() -> None:
    op.drop_table("export_piece")
    op.drop_table("export_file")
