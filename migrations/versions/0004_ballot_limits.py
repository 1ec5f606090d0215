"""What a ballot may hold is data: limits of ballot types and of rounds, points or ranks beside choices

Revision: 0004
Follows: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.sql_files import put_back, run_file, run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KINDS = """
    insert into ballot_kind (key, standard, fixed) values
    ('knapsack', '{}', '{"within_pot": true}'),
    ('one_choice', '{}', '{"within_pot": true, "max_choices": 1}')
"""


def upgrade() -> None:
    op.create_table(
        "ballot_kind",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("standard", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("fixed", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("key", name="ballot_kind_pkey"),
    )
    run_sql(KINDS)
    op.add_column(
        "round", sa.Column("ballot_limits", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    op.add_column("choice", sa.Column("value", sa.SmallInteger(), nullable=True), schema="box")
    op.drop_constraint(op.f("round_ballot_type_known"), "round", type_="check")
    op.create_foreign_key("round_ballot_type_fkey", "round", "ballot_kind", ["ballot_type"], ["key"])
    run_file("0004/limits.sql")
    op.create_check_constraint(
        op.f("round_ballot_limits_sound"), "round", "ballot_limits_sound(ballot_limits)"
    )


def downgrade() -> None:
    """Choices lose their points and ranks."""
    run_sql("drop function box.cast_ballot(bigint, bytea, bigint[], uuid, int[])")
    put_back("0001/ballots.sql", "box.check_ballot", "box.cast_ballot")
    run_sql("drop trigger round_limits_frozen on round")
    run_sql("drop function freeze_limits()")
    run_sql("drop function box.commitment_of(bigint, bigint[], int[], uuid)")
    run_sql("drop function box.check_limits(uuid, jsonb)")
    run_sql("drop function box.limits_of(bigint)")
    op.drop_constraint(op.f("round_ballot_limits_sound"), "round", type_="check")
    run_sql("drop function ballot_limits_sound(jsonb)")
    op.drop_constraint("round_ballot_type_fkey", "round", type_="foreignkey")
    op.create_check_constraint(
        op.f("round_ballot_type_known"), "round", "ballot_type in ('knapsack', 'one_choice')"
    )
    op.drop_column("choice", "value", schema="box")
    op.drop_column("round", "ballot_limits")
    op.drop_table("ballot_kind")
