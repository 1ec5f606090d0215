"""Let an annulled vote be neither closed nor published, tell it on receipts, and take back no paper that was not given

Revision: 0046
Follows: 0045
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file, run_sql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0046/annulled.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0025/closing.sql", "box.must_be_over")
    put_back("0025/casting.sql", "box.receipt")
    put_back("0025/paper.sql", "box.unmark_paper", "box.key_paper")
    run_sql("drop trigger outcome_not_annulled on outcome; drop function box.refuse_annulled()")
    run_sql("drop trigger vote_stays_annulled on vote; drop function box.keep_annulled()")
