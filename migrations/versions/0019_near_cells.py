"""Cells of the map down to zoom 16, noted by a lighter trigger

Revision: 0019
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.sql_files import put_back, run_file, run_sql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FULL_SUMS = """
    insert into pin_cell_change (round_id, x, y, n, sum_x, sum_y, sum_id)
    select round_id, pin_column(ST_X(geom_web)), pin_row(ST_Y(geom_web)), 1, ST_X(geom_web), ST_Y(geom_web), id
      from proposal where proposal_is_on_map(state, geom_web)
"""


def upgrade() -> None:
    op.drop_table("pin_cell_change")
    op.create_table(
        "pin_cell_change",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("pin_id", sa.BigInteger(), nullable=False),
        sa.Column("sign", sa.SmallInteger(), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
    )
    # Every fold changes n: an index on it would have each change write all indexes of the row.
    op.drop_index("pin_cell_empty", "pin_cell")
    run_sql("alter table pin_cell set (fillfactor = 80)")
    run_file("0019/near_cells.sql")
    run_sql("select rebuild_pin_cells()")
    run_file("roles.sql")


def downgrade() -> None:
    op.drop_table("pin_cell_change")
    op.create_table(
        "pin_cell_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.Double(), nullable=False),
        sa.Column("sum_y", sa.Double(), nullable=False),
        sa.Column("sum_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pin_cell_change_pkey")),
    )
    op.create_index("pin_cell_empty", "pin_cell", ["n"], unique=False, postgresql_where=sa.text("n = 0"))
    run_sql("alter table pin_cell reset (fillfactor)")
    run_sql("drop function rebuild_pin_cells()")
    put_back("0001/tiles.sql", "fold_pin_cells")
    put_back("0014/lean_triggers.sql", "note_pin_change")
    put_back_columns()
    run_sql("delete from pin_cell")
    run_sql(FULL_SUMS)
    run_sql("select fold_pin_cells()")
    run_file("roles.sql")


def put_back_columns() -> None:
    """Columns and rows of zoom 13 again."""
    for name, axis in (("pin_column", "x + 20037508.342789244"), ("pin_row", "20037508.342789244 - y")):
        run_sql(
            f"create or replace function {name}({'x' if 'column' in name else 'y'} float8) returns int"
            f" language sql immutable parallel safe as $$ select floor(({axis}) / 40075016.685578488 * 131072)::int $$"
        )
