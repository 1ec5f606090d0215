"""Reading where a drawn line or area lies: its part inside the city, and its parts by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import text
from sqlalchemy.orm import Session

from geo.picture import Ground
from webapp.areas.in_use import AREAS_IN_USE
from webapp.texts import Texts

DRAWN = "(select ST_SetSRID(ST_GeomFromWKB(:shape), 4326) as shape) drawn"
IN_CITY = text(
    f"""
    select count(*) as outlines, coalesce(bool_or(ST_Covers(a.geom, drawn.shape)), false) as is_whole,
           ST_AsBinary(ST_Union(ST_Intersection(a.geom, drawn.shape))) as inside
      {AREAS_IN_USE} cross join {DRAWN} where l.level = 'city'
    """
)
BY_AREA = text(
    f"""
    select a.name, ST_AsBinary(ST_Intersection(a.geom, drawn.shape)) as part
      {AREAS_IN_USE} cross join {DRAWN} where l.level = :level and ST_Intersects(a.geom, drawn.shape)
     order by a.code collate "C"
    """
)
BORDERS = text(
    f"""
    with box as (select ST_MakeEnvelope(:west, :south, :east, :north, 4326) as geom)
    select ST_AsGeoJSON(ST_Multi(ST_LineMerge(ST_ClipByBox2D(ST_Boundary(a.geom), box.geom))), 6)
      {AREAS_IN_USE} cross join box where a.geom && box.geom and ST_Intersects(a.geom, box.geom)
       and l.level in ('city', 'neighbourhood')
       and not ST_IsEmpty(ST_ClipByBox2D(ST_Boundary(a.geom), box.geom)) limit :most
    """
)
GROUND = text(
    """
    with box as (select ST_MakeEnvelope(:west, :south, :east, :north, 4326) as geom)
    select b.kind, ST_AsBinary(ST_Transform(ST_ClipByBox2D(b.geom_web, ST_Transform(box.geom, 3857)), 4326)) as shape
      from backdrop_shape b cross join box
     where b.geom_web && ST_Transform(box.geom, 3857)
     order by b.id limit :most
    """
)
MOST_GROUND, MOST_BORDERS = 2_000, 200
"""More than so many shapes are not drawn below a place."""


@dataclass(frozen=True)
class AreaPart:
    """The part of a shape that lies in one area."""

    name: Texts
    part: BaseGeometry


def part_in_city(session: Session, shape: BaseGeometry) -> BaseGeometry:
    """The shape's part inside the city: the shape itself where all of it is, or no outline has been loaded."""
    row = session.execute(IN_CITY, {"shape": shapely.to_wkb(shape)}).one()
    return shape if row.is_whole or not row.outlines else shapely.from_wkb(bytes(row.inside))


def parts_by_area(session: Session, shape: BaseGeometry) -> Sequence[AreaPart]:
    """The shape's parts by neighbourhood (where there are none, by district), by their codes in byte order."""
    for level in ("neighbourhood", "district"):
        rows = session.execute(BY_AREA, {"shape": shapely.to_wkb(shape), "level": level}).all()
        if rows:
            return [AreaPart(row.name, shapely.from_wkb(bytes(row.part))) for row in rows]
    return []


def borders(session: Session, box: tuple[float, float, float, float], most: int) -> Sequence[str]:
    """The borders of the areas in use within a box (west, south, east, north in degrees), each as GeoJSON."""
    west, south, east, north = box
    values = {"west": west, "south": south, "east": east, "north": north, "most": most}
    return list(session.scalars(BORDERS, values))


def ground_within(session: Session, box: tuple[float, float, float, float]) -> Sequence[Ground]:
    """What lies within a box (degrees): land, water, roads, and the borders of the areas in use."""
    west, south, east, north = box
    values = {"west": west, "south": south, "east": east, "north": north, "most": MOST_GROUND}
    found = [(row.kind, shapely.from_wkb(bytes(row.shape))) for row in session.execute(GROUND, values)]
    ground = [Ground("stream" if _is_stream(*one) else one[0], one[1]) for one in found]
    lines = (shapely.from_geojson(one) for one in borders(session, box, MOST_BORDERS))
    return [*ground, *(Ground("border", line) for line in lines)]


def _is_stream(kind: str, shape: BaseGeometry) -> bool:
    return kind == "water" and "Line" in shape.geom_type
