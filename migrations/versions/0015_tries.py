"""Count tries by a client's mark and minute, where only so many are let through

Revision: 0015
Follows: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "try_count",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "client", "minute", name="try_count_pkey"),
    )


def downgrade() -> None:
    op.drop_table("try_count")
