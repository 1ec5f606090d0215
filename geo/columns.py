"""Columns for shapes in PostGIS: degrees (WGS 84) are the truth, Web Mercator is derived from them for tiles.

Tables name their indexes themselves, for the migrations to see.
"""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import Computed

from geo.crs import WEB_MERCATOR, WGS84


def degrees(kind: str) -> Geometry:
    """Shapes of a kind (`POINT`, `MULTIPOLYGON`, `GEOMETRY`) in WGS 84, longitude first."""
    return Geometry(kind, srid=WGS84, spatial_index=False)


def web_mercator(kind: str) -> Geometry:
    """Shapes of a kind in Web Mercator."""
    return Geometry(kind, srid=WEB_MERCATOR, spatial_index=False)


def projected(source: str = "geom") -> Computed:
    """The value of a Web Mercator column: the column `source`, projected once, when its row is written."""
    return Computed(f"ST_Transform({source}, {WEB_MERCATOR})", persisted=True)
