"""Let projects be costed and decided in the browser: by two people, for stated reasons, without lost changes

Revision: 0006
Follows: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TOUCH = """
create function touch_row() returns trigger language plpgsql as $$
begin
    new.changed_at := clock_timestamp();
    return new;
end $$
"""
TOUCHED = "create trigger project_touched before update on project for each row execute function touch_row()"
KINDS = "'submitted', 'edited', 'accepted', 'refused', 'resubmitted', 'merged', 'withdrawn', 'answered', 'in_project'"


def upgrade() -> None:
    op.add_column("project", sa.Column("budget_line", sa.Text(), nullable=True))
    op.add_column("project", sa.Column("left_out_reason", postgresql.JSONB(), nullable=True))
    op.add_column("project", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "project",
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
    )
    op.execute("update project set left_out_reason = '{}' where state = 'left_out'")
    op.create_check_constraint(
        op.f("project_left_out_for_a_reason"),
        "project",
        "(state = 'left_out') = (left_out_reason is not null)",
    )
    op.execute(TOUCH)
    op.execute(TOUCHED)
    # Of an estimate that one person both wrote and published nobody is known who looked at it.
    op.execute("update cost_estimate set published_by_id = null where published_by_id = made_by_id")
    op.create_check_constraint(
        op.f("cost_estimate_published_by_another"), "cost_estimate", "published_by_id <> made_by_id"
    )
    kinds_of_events(f"{KINDS}, 'out_of_project'")


def downgrade() -> None:
    op.execute("delete from proposal_event where kind = 'out_of_project'")
    kinds_of_events(KINDS)
    op.drop_constraint(op.f("cost_estimate_published_by_another"), "cost_estimate", type_="check")
    op.execute("drop trigger project_touched on project")
    op.execute("drop function touch_row()")
    op.drop_constraint(op.f("project_left_out_for_a_reason"), "project", type_="check")
    for column in ("changed_at", "decided_at", "left_out_reason", "budget_line"):
        op.drop_column("project", column)


def kinds_of_events(kinds: str) -> None:
    """Let the timeline have these steps and no others."""
    op.drop_constraint(op.f("proposal_event_kind_known"), "proposal_event", type_="check")
    op.create_check_constraint(op.f("proposal_event_kind_known"), "proposal_event", f"kind in ({kinds})")
