"""Seal the rules of a vote with its ballots, and close votes that need no two people before they are counted

Revision: 0037
Follows: 0036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import put_back, run_file, run_sql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vote", sa.Column("rules", sa.Text(), nullable=True))
    run_file("0037/rules.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0025/sealing.sql", "box.first_head", "box.seal")
    run_sql("drop function box.close_by_clock(bigint)")
    run_sql("drop function box.rules_of(bigint)")
    op.drop_column("vote", "rules")
    run_file("roles.sql")
