"""Column types for geometry in PostGIS: WGS 84 is the truth, Web Mercator is derived from it by the
database.
"""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Computed
from sqlalchemy.orm import MappedColumn, mapped_column

from geo.crs import WEB_MERCATOR, WGS84


def point_type() -> Geometry:
    """A point in WGS 84, longitude first."""
    return Geometry("POINT", srid=WGS84, spatial_index=False)


def multipolygon_type() -> Geometry:
    """Polygons in WGS 84; a single polygon is stored as a collection of one, so that every row has one
    type.
    """
    return Geometry("MULTIPOLYGON", srid=WGS84, spatial_index=False)


def polygon_type() -> Geometry:
    """One polygon in WGS 84, as the pieces into which ST_Subdivide cuts an area."""
    return Geometry("POLYGON", srid=WGS84, spatial_index=False)


def web_point_type() -> Geometry:
    """A point in Web Mercator, for tiles."""
    return Geometry("POINT", srid=WEB_MERCATOR, spatial_index=False)


def web_multipolygon_type() -> Geometry:
    """Polygons in Web Mercator, for tiles."""
    return Geometry("MULTIPOLYGON", srid=WEB_MERCATOR, spatial_index=False)


def in_web_mercator(source: str) -> Computed:
    """The generated value of a Web Mercator column: the column named `source`, projected when the row is
    written.

    Tiles read it without projecting anything. The caller indexes both columns by name, for the migrations
    to see.
    """
    return Computed(f"ST_Transform({source}, {WEB_MERCATOR})", persisted=True)


def point_column(*, nullable: bool = False) -> MappedColumn[Any]:
    """A mapped point in WGS 84."""
    return mapped_column(point_type(), nullable=nullable)


def multipolygon_column(*, nullable: bool = False) -> MappedColumn[Any]:
    """Mapped polygons in WGS 84."""
    return mapped_column(multipolygon_type(), nullable=nullable)


def web_point_column(source: str) -> MappedColumn[Any]:
    """A mapped point in Web Mercator that the database derives from the column named `source`."""
    return mapped_column(web_point_type(), in_web_mercator(source))


def web_multipolygon_column(source: str) -> MappedColumn[Any]:
    """Mapped polygons in Web Mercator that the database derives from the column named `source`."""
    return mapped_column(web_multipolygon_type(), in_web_mercator(source))
