"""Areas drawn once more with fewer points, for maps of the whole city. A draft has none: nobody sees it on a map."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from geo.detail import levels_of_detail
from geo.geojson import as_array
from webapp.areas.copying import SHAPE, copy_rows, wkb
from webapp.areas.models import Area, AreaOutline
from webapp.areas.queries import shapes_of_version

COLUMNS = {"area_id": "int8", "metres": "int4", "geom": SHAPE}


def draw_outlines(session: Session, version_id: int) -> None:
    """Draw the outlines of a version, unless they are there from an earlier time."""
    drawn = exists().where(AreaOutline.area_id == Area.id, Area.version_id == version_id)
    if session.scalar(select(drawn)):
        return
    areas = shapes_of_version(session, version_id)
    for metres, outlines in levels_of_detail(as_array([shape for _, shape in areas])).items():
        rows = ((area.id, metres, shape) for (area, _), shape in zip(areas, wkb(outlines), strict=True))
        copy_rows(session, "area_outline", COLUMNS, rows)
