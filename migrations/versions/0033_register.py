"""A register of voters that the city loads, and rounds in which only those on it may vote

Revision: 0033
Follows: 0032
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import put_back, run_file, run_sql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

FROZEN = """
create trigger round_only_registered_frozen before update of only_registered on round for each row
    when (old.only_registered is distinct from new.only_registered) execute function freeze_round_identity()
"""
GONE = (
    "roll.enter(bigint, bigint, bytea)",
    "roll.on_register(bigint, bytea)",
    "roll.registered_by_area(bigint)",
    "roll.register_loads(bigint)",
    "roll.withdraw_register(bigint)",
    "roll.confirm_register(bigint, bigint)",
    "roll.ask_register(bigint, boolean, bytea[], text[], smallint[], bigint)",
    "roll.may_load(bigint, boolean)",
)


def upgrade() -> None:
    op.add_column("round", sa.Column("only_registered", sa.Boolean(), server_default="false", nullable=False))
    op.create_check_constraint(
        op.f("round_register_not_for_codes"),
        "round",
        "not only_registered or not ('code' = any (voting_providers))",
    )
    run_sql(FROZEN)
    run_file("0033/register.sql")
    run_file("roles.sql")


def downgrade() -> None:
    put_back("0026/owners.sql", "roll.forget_voters")
    for function in GONE:
        run_sql(f"drop function {function}")
    put_back("0025/roll.sql", "roll.enter")
    for table in ("registered", "register_row", "register_load"):
        op.drop_table(table, schema="roll")
    run_sql("drop function roll.freeze_register()")
    run_sql("drop trigger round_only_registered_frozen on round")
    op.drop_constraint(op.f("round_register_not_for_codes"), "round")
    op.drop_column("round", "only_registered")
    run_file("roles.sql")
