"""Count the pots of a round together, as one election of the whole city, where a ballot covers several of them

Revision: 0042
Follows: 0041
"""

from __future__ import annotations

from alembic import op

from migrations.sql_files import run_file, run_sql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

TOGETHER = (
    "not counting_options ? 'pots'"
    " or voting_areas in ('every', 'one_and_city', 'own_and_city') and not counting_options ? 'leftover'"
)


def upgrade() -> None:
    run_file("0042/counted_whole.sql")
    run_file("roles.sql")
    op.create_check_constraint(op.f("round_pots_counted_together"), "round", TOGETHER)


def downgrade() -> None:
    op.drop_constraint(op.f("round_pots_counted_together"), "round", type_="check")
    run_sql("drop function box.counted_whole(bigint)")
    run_file("roles.sql")
