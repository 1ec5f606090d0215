"""News of proposals by mail: to those who follow one, and to nobody who has stopped it

Revision: 0041
Follows: 0040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KINDS = (
    "submitted",
    "edited",
    "accepted",
    "refused",
    "resubmitted",
    "merged",
    "withdrawn",
    "answered",
    "in_project",
    "out_of_project",
    "photo_taken_down",
)


def upgrade() -> None:
    op.add_column("account", sa.Column("wants_news", sa.Boolean(), server_default="true", nullable=False))
    op.create_table(
        "proposal_follower",
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("proposal_follower_proposal_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("proposal_follower_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "account_id", name=op.f("proposal_follower_pkey")),
    )
    op.create_index(op.f("proposal_follower_account_id_index"), "proposal_follower", ["account_id"])
    allow((*KINDS, "reopened"))


def downgrade() -> None:
    op.execute("update proposal_event set kind = 'resubmitted' where kind = 'reopened'")
    allow(KINDS)
    op.drop_table("proposal_follower")
    op.drop_column("account", "wants_news")


def allow(kinds: tuple[str, ...]) -> None:
    """Which steps a timeline may have."""
    op.drop_constraint(op.f("proposal_event_kind_known"), "proposal_event", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("proposal_event_kind_known"), "proposal_event", f"kind in ({listed})")
