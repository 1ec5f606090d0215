"""Keep what a visitor has written until it is sent; order the public list from an index

Revision: 0002
Follows: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_draft",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name="proposal_draft_round_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", "round_id", name="proposal_draft_pkey"),
    )
    op.create_index("proposal_draft_expires_at_index", "proposal_draft", ["expires_at"])
    op.create_index(
        "proposal_shown_order_index",
        "proposal",
        ["round_id", "sort_key", "id"],
        postgresql_where=sa.text("state in ('submitted', 'accepted', 'refused')"),
    )


def downgrade() -> None:
    op.drop_index("proposal_shown_order_index", table_name="proposal")
    op.drop_table("proposal_draft")
