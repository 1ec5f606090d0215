"""Seal what decides in the count with the rules of a vote

Revision: 0043
Follows: 0042
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0043/counting.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0038/wording.sql", "box.rules_of")
