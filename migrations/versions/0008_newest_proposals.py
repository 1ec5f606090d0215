"""The newest proposals of a round are found without sorting all of them.

Revision: 0008
Follows: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "create index proposal_shown_newest_index on proposal (round_id, id)"
        " where state in ('submitted', 'accepted', 'refused')"
    )


def downgrade() -> None:
    op.drop_index("proposal_shown_newest_index", table_name="proposal")
