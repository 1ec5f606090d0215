"""The areas of many pins at once

Revision: 0022
Follows: 0021
"""

from __future__ import annotations

from migrations.sql_files import run_file, run_sql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0022/assigning.sql")


def downgrade() -> None:
    run_sql("drop function areas_of_pins(regclass, text, bigint, int, bigint, bigint, boolean)")
