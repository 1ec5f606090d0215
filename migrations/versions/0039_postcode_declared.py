"""A typed postcode as a way of identifying: no register goes with it, and its new people are counted by the day

Revision: 0039
Follows: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WITH_CODES = "not only_registered or not ('code' = any (voting_providers))"
WITH_BOTH = "not only_registered or not (voting_providers && array['code', 'postcode'])"


def upgrade() -> None:
    op.drop_constraint(op.f("round_register_not_for_codes"), "round")
    op.create_check_constraint(op.f("round_register_needs_known_people"), "round", WITH_BOTH)
    forget_at = sa.Column(
        "forget_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp() + interval '10 minutes'"),
        nullable=False,
    )
    op.add_column("try_count", forget_at)
    op.create_index(op.f("try_count_forget_at_index"), "try_count", ["forget_at"])


def downgrade() -> None:
    op.drop_index(op.f("try_count_forget_at_index"), "try_count")
    op.drop_column("try_count", "forget_at")
    op.drop_constraint(op.f("round_register_needs_known_people"), "round")
    op.create_check_constraint(op.f("round_register_not_for_codes"), "round", WITH_CODES)
