"""Keep areas once and as they are: not a second time in web Mercator, not squeezed

Coordinates hardly get smaller by compression, but it takes as long as checking them.

Revision: 0031
Follows: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

SHAPES = (("area", "geom"), ("area_outline", "geom"), ("area_outline", "geom_web"), ("area_piece", "geom"))


def upgrade() -> None:
    op.drop_geospatial_column("area", "geom_web")
    for table, column in SHAPES:
        op.execute(f"alter table {table} alter column {column} set storage external")


def downgrade() -> None:
    for table, column in SHAPES:
        op.execute(f"alter table {table} alter column {column} set storage main")
    op.add_column(
        "area",
        sa.Column(
            "geom_web",
            Geometry("MULTIPOLYGON", 3857, spatial_index=False),
            sa.Computed("ST_Transform(geom, 3857)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index("area_geom_web_index", "area", ["geom_web"], postgresql_using="gist")
