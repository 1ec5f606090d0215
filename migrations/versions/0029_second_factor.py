"""A second factor for officials, with recovery codes, and when a browser last gave one

Revision: 0029
Follows: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import run_sql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STEP_FORWARD = """
create function check_step_forward() returns trigger language plpgsql as $$
begin
    if new.last_step <= old.last_step then
        raise exception 'this step was used' using errcode = 'check_violation', constraint = 'second_factor_step_forward';
    end if;
    return new;
end $$;
create trigger second_factor_step_forward before update of last_step on second_factor
    for each row execute function check_step_forward();
"""


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column(
            "made_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="second_factor_account_id_fkey"),
        sa.PrimaryKeyConstraint("account_id", name="second_factor_pkey"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["second_factor.account_id"],
            name="recovery_code_account_id_fkey",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "mark", name="recovery_code_pkey"),
    )
    op.add_column("sign_in_session", sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True))
    run_sql(STEP_FORWARD)


def downgrade() -> None:
    op.drop_column("sign_in_session", "factor_at")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    run_sql("drop function check_step_forward()")
