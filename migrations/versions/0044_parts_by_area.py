"""Let each area's money be in the hands of its voters where pots are counted together by Equal Shares

Revision: 0044
Follows: 0043
"""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

BY_AREA = (
    "counting_options ->> 'pots' is distinct from 'by-area'"
    " or voting_areas in ('one_and_city', 'own_and_city') and counting_rule = 'equal-shares'"
)


def upgrade() -> None:
    op.create_check_constraint(op.f("round_pots_by_area"), "round", BY_AREA)


def downgrade() -> None:
    op.drop_constraint(op.f("round_pots_by_area"), "round", type_="check")
