"""Keep areas also with fewer points, for maps of the whole city

Revision: 0013
Follows: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_outline",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", 4326, spatial_index=False), nullable=False),
        sa.Column(
            "geom_web",
            Geometry("MULTIPOLYGON", 3857, spatial_index=False),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name="area_outline_area_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="area_outline_pkey"),
        sa.UniqueConstraint("area_id", "metres", name="area_outline_area_id_metres_unique"),
    )


def downgrade() -> None:
    op.drop_table("area_outline")
