"""Photos of proposals

Revision: 0032
Follows: 0031
"""

from __future__ import annotations

from migrations.sql_files import run_file, run_sql

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_file("0032/photos.sql")


def downgrade() -> None:
    run_sql("drop table proposal_photo")
    run_sql("delete from proposal_event where kind = 'photo_taken_down'")
    run_sql("alter table proposal_event drop constraint proposal_event_kind_known")
    run_sql(
        "alter table proposal_event add constraint proposal_event_kind_known check (kind in ('submitted',"
        " 'edited', 'accepted', 'refused', 'resubmitted', 'merged', 'withdrawn', 'answered', 'in_project',"
        " 'out_of_project'))"
    )
