"""Tell at the desk for which area a paper is given, and count no more papers of an area than were given for it

Revision: 0040
Follows: 0039
"""

from __future__ import annotations

from migrations.sql_files import put_back, run_file

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0040/paper_areas.sql")


def downgrade() -> None:
    put_back("0025/paper.sql", "box.mark_paper", "box.check_papers")
