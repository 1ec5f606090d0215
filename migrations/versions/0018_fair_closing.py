"""Let closing and counting wait in the queue of those who vote, not behind every newcomer

Revision: 0018
Follows: 0017
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0018/closing.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0010/casting.sql", "box.cast_ballot")
    put_back("0010/paper.sql", "box.key_paper")
    put_back("0010/steps.sql", "confirm_vote_step", "box.close")
    put_back("0010/sealing.sql", "box.must_be_over", "box.counted", "box.opened")
    run_sql("drop function box.while_open(bigint)")
    run_sql("drop function box.wait_for_casting(bigint)")
