"""Proposals may have a line or an area as their place, where the round allows it

Revision: 0021
Follows: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from migrations.sql_files import run_file, run_sql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

CHECKS = {
    "proposal_shape_kind": "GeometryType(shape) in ('LINESTRING', 'POLYGON')",
    "proposal_shape_valid": "ST_IsValid(shape)",
    "proposal_shape_vertices": "ST_NPoints(shape) <= 2000",
    "proposal_shape_size": "case GeometryType(shape) when 'LINESTRING' then ST_Length(shape::geography) >= 9.8"
    " else ST_Area(shape::geography) >= 98 end",
    "proposal_shape_has_point": "shape is null or (geom is not null and ST_DWithin(shape, geom, 0.00001))",
}
KINDS = "place_kinds <@ array['point', 'line', 'area'] and 'point' = any (place_kinds)"


def upgrade() -> None:
    kinds = sa.Column("place_kinds", sa.ARRAY(sa.Text()), server_default="{point}", nullable=False)
    op.add_column("round", kinds)
    op.create_check_constraint(op.f("round_place_kinds_known"), "round", KINDS)
    op.add_column(
        "proposal", sa.Column("shape", Geometry("GEOMETRY", srid=4326, spatial_index=False), nullable=True)
    )
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "proposal", condition)
    op.create_index(
        "proposal_shape_index",
        "proposal",
        ["shape"],
        postgresql_using="gist",
        postgresql_where=sa.text("shape is not null"),
    )
    run_file("0021/shapes.sql")


def downgrade() -> None:
    run_sql("drop trigger round_places_frozen on round; drop function check_round_places()")
    run_sql("drop trigger proposal_shape_fits on proposal; drop function check_proposal_shape()")
    run_sql("drop function place_kind_of(geometry)")
    op.drop_column("proposal", "shape")
    op.drop_column("round", "place_kinds")
