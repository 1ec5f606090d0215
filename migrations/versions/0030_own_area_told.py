"""An identity provider may tell where a voter lives; addresses tell in which areas a postcode lies

Revision: 0030
Follows: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("identification", sa.Column("area_code", sa.Text(), nullable=True))
    op.add_column("identification", sa.Column("postcode", sa.Text(), nullable=True))
    op.add_column("place", sa.Column("postcode", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("place_postcode_form"), "place", "postcode ~ '^[0-9]{5}$'")
    op.create_index(
        "place_postcode_index", "place", ["postcode"], postgresql_where=sa.text("postcode is not null")
    )


def downgrade() -> None:
    op.drop_index("place_postcode_index", "place")
    op.drop_constraint(op.f("place_postcode_form"), "place")
    op.drop_column("place", "postcode")
    op.drop_column("identification", "postcode")
    op.drop_column("identification", "area_code")
