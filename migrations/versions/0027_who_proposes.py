"""A round says how those who propose identify, and of which age and home they must be

Revision: 0027
Follows: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import run_sql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FROZEN = """
create trigger round_proposing_frozen
    before update of proposing_providers, proposing_age, proposing_residents on round for each row
    when ((old.proposing_providers, old.proposing_age, old.proposing_residents)
          is distinct from (new.proposing_providers, new.proposing_age, new.proposing_residents))
    execute function freeze_round_identity()
"""


def upgrade() -> None:
    op.add_column(
        "round", sa.Column("proposing_providers", sa.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.add_column("round", sa.Column("proposing_age", sa.SmallInteger(), nullable=True))
    op.add_column(
        "round", sa.Column("proposing_residents", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_check_constraint(
        op.f("round_proposing_age_sensible"), "round", "proposing_age between 1 and 100"
    )
    op.create_check_constraint(
        op.f("round_proposing_rules_need_proof"),
        "round",
        "cardinality(proposing_providers) > 0 or (proposing_age is null and not proposing_residents)",
    )
    run_sql(FROZEN)


def downgrade() -> None:
    run_sql("drop trigger round_proposing_frozen on round")
    op.drop_constraint(op.f("round_proposing_rules_need_proof"), "round")
    op.drop_constraint(op.f("round_proposing_age_sensible"), "round")
    for column in ("proposing_residents", "proposing_age", "proposing_providers"):
        op.drop_column("round", column)
