"""Projects may have a line or an area as their place, as proposals have

Revision: 0036
Follows: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from migrations.sql_files import put_back, run_file, run_sql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

CHECKS = {
    "project_shape_kind": "GeometryType(shape) in ('LINESTRING', 'POLYGON')",
    "project_shape_valid": "ST_IsValid(shape)",
    "project_shape_vertices": "ST_NPoints(shape) <= 2000",
    "project_shape_size": "case GeometryType(shape) when 'LINESTRING' then ST_Length(shape::geography) >= 9.8"
    " else ST_Area(shape::geography) >= 98 end",
    "project_shape_has_point": "shape is null or (geom is not null and ST_DWithin(shape, geom, 0.00001))",
}


def upgrade() -> None:
    shape = sa.Column("shape", Geometry("GEOMETRY", srid=4326, spatial_index=False), nullable=True)
    op.add_column("project", shape)
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "project", condition)
    op.create_index(
        "project_shape_index",
        "project",
        ["shape"],
        postgresql_using="gist",
        postgresql_where=sa.text("shape is not null"),
    )
    run_file("0036/shapes.sql")


def downgrade() -> None:
    run_sql("drop trigger project_shape_fits on project; drop function check_project_shape()")
    put_back("0025/proposals.sql", "check_proposal_shape")
    run_sql("drop function is_shape_in_city(geometry)")
    op.drop_column("project", "shape")
