"""Tell how many voters have a winner in any pot

Revision: 0025
Follows: 0024
"""

from __future__ import annotations

from migrations.sql_files import run_file, run_sql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0025/voters_with.sql")
    run_file("roles.sql")


def downgrade() -> None:
    run_sql("drop function box.voters_with(bigint, bigint[])")
