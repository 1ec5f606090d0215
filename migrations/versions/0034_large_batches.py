"""Batches of voter codes for a printing house, larger than what is printed here

Revision: 0034
Follows: 0033
"""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PRINTED_HERE = "'school', 'library', 'letters'"
MOST = "size between 1 and case purpose when 'house' then 100000 else 300 end"


def upgrade() -> None:
    put(f"purpose in ({PRINTED_HERE}, 'house', 'desk')", MOST)


def downgrade() -> None:
    put(f"purpose in ({PRINTED_HERE}, 'desk')", "size between 1 and 300")


def put(purposes: str, sizes: str) -> None:
    for name, what in (("purpose_known", purposes), ("size_sensible", sizes)):
        constraint = op.f(f"code_batch_{name}")
        op.drop_constraint(constraint, "code_batch", schema="roll")
        op.create_check_constraint(constraint, "code_batch", what, schema="roll")
