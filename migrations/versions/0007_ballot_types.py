"""Ballots of several choices, of points and of an order; areas of voting

Revision: 0007
Follows: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import put_back, run_file, run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = """
    insert into ballot_kind (key, standard, fixed) values
    ('approval', '{"max_choices": 5, "per_pot": true}', '{}'),
    ('cumulative', '{"points_total": 10, "per_pot": true}', '{"values": "points"}'),
    ('ranked', '{"max_choices": 3}', '{"values": "rank", "per_pot": true}')
"""
AREAS = "voting_areas in ('every', 'one_and_city', 'any_one', 'own_and_city', 'own')"
AREAS_BEFORE = "voting_areas in ('every', 'one_and_city')"


def upgrade() -> None:
    run_sql(KINDS)
    op.drop_constraint(op.f("round_voting_areas_known"), "round", type_="check")
    op.create_check_constraint(op.f("round_voting_areas_known"), "round", AREAS)
    op.add_column("voting_right", sa.Column("area_code", sa.Text(), nullable=True), schema="box")
    run_file("0007/areas.sql")


def downgrade() -> None:
    """Rounds of the new types and areas must be gone first: the constraints say so."""
    put_back("0004/limits.sql", "box.check_ballot")
    run_sql("drop function box.check_areas(uuid)")
    op.drop_column("voting_right", "area_code", schema="box")
    op.drop_constraint(op.f("round_voting_areas_known"), "round", type_="check")
    op.create_check_constraint(op.f("round_voting_areas_known"), "round", AREAS_BEFORE)
    run_sql("delete from ballot_kind where key in ('approval', 'cumulative', 'ranked')")
