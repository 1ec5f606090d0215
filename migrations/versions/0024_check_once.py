"""Check a ballot once at commit, not once for each of its rows

Revision: 0024
Follows: 0023
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0024/check_once.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0010/casting.sql", "box.check_later", "box.check_ballot")
    run_sql("drop trigger ballot_unchecked on box.ballot")
    run_sql("drop trigger choice_unchecked on box.choice")
    run_sql("drop trigger choice_unchecked_after on box.choice")
    run_sql("drop function box.forget_check()")
