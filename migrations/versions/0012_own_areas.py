"""Read the voter's own area, and the turnout in each pot

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

from migrations.sql_files import run_file, run_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0012/areas.sql")
    run_file("roles.sql")


def downgrade() -> None:
    run_sql("drop function box.turnout_by_pot(bigint)")
    run_sql("drop function box.own_area(bigint, bytea)")
