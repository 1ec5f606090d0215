"""Keep what was decided about an uploaded layer; give pins their areas anew in the background

Revision: 0005
Follows: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "layer_upload", sa.Column("choices", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    op.create_table(
        "reassignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("done >= 0 and rows >= 0", name="reassignment_counts_not_negative"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["layer_version.id"], name="reassignment_version_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="reassignment_pkey"),
        sa.UniqueConstraint("version_id", "table_name", name="reassignment_version_id_table_name_unique"),
    )


def downgrade() -> None:
    op.drop_table("reassignment")
    op.drop_column("layer_upload", "choices")
