"""Projects of which one may win, and themes and groups that stay when voting opens


Revision: 0028
Follows: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import run_file, run_sql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("exclusive_group", sa.SmallInteger()))
    op.create_check_constraint(op.f("project_exclusive_group_positive"), "project", "exclusive_group > 0")
    run_file("0028/groups.sql")


def downgrade() -> None:
    run_sql("drop trigger round_groups_counted on round; drop function check_round_groups()")
    run_sql("drop trigger theme_frozen on theme; drop function freeze_theme()")
    run_sql("drop trigger project_group_kept on project; drop function keep_project_group()")
    run_sql("drop function takes_groups(text)")
    op.drop_column("project", "exclusive_group")
