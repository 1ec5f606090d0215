"""Freeze what people read on the ballot, and tell nobody which ballot was theirs once voting is over

Revision: 0038
Follows: 0037
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0038/wording.sql")
    run_file("0038/standing.sql")


def downgrade() -> None:
    put_back("0025/casting.sql", "box.standing")
    put_back("0037/rules.sql", "box.rules_of")
    run_sql("drop trigger pot_wording_frozen on pot; drop trigger project_wording_frozen on project")
    run_sql("drop function freeze_wording()")
