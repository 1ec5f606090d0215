"""Keep a proposal accepted while it is part of a project

Revision: 0016
Follows: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEEP = """
create function keep_proposal_of_project() returns trigger language plpgsql as $$
begin
    if exists (select from project_proposal where proposal_id = old.id) then
        raise exception 'the proposal is part of a project'
              using errcode = 'check_violation', constraint = 'proposal_in_project';
    end if;
    return new;
end $$
"""
KEPT = """
create trigger proposal_in_project before update of state on proposal
    for each row when (old.state = 'accepted' and new.state <> 'accepted')
    execute function keep_proposal_of_project()
"""


def upgrade() -> None:
    op.execute(KEEP)
    op.execute(KEPT)


def downgrade() -> None:
    op.execute("drop trigger proposal_in_project on proposal")
    op.execute("drop function keep_proposal_of_project()")
