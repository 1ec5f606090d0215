"""Reading areas: what lies where, lists for choosing, layers and their versions, places to search for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geoalchemy2 import functions as gf
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Date, Float, Select, cast, collate, func, literal, select, text
from sqlalchemy.orm import Session

from geo.crs import WGS84
from webapp.areas.models import (
    Area,
    AreaOutline,
    AreaPiece,
    BoundaryLayer,
    LayerVersion,
    Place,
    Reassignment,
)
from webapp.areas.rules import wanted_text
from webapp.texts import Texts

SEARCH_LIKENESS = 0.45
"""Of 1: how much of what was typed must be found in a name. 'Kauppaktu' still finds Kauppakatu."""
FINNISH = "fi-x-icu"
BYTES = "C"
NAMES_AT = text(
    f"""
    select distinct on (f.place) f.place, a.name
      from unnest(cast(:longitudes as float8[]), cast(:latitudes as float8[]))
           with ordinality as f (longitude, latitude, place)
      join area_piece p on p.level = :level
           and ST_Covers(p.geom, ST_SetSRID(ST_MakePoint(f.longitude, f.latitude), {WGS84}))
      join area a on a.id = p.area_id
     order by f.place, p.code collate "{BYTES}"
    """
)


@dataclass(frozen=True)
class AreaRow:
    """An area for lists and sums, without its shape."""

    id: int
    code: str
    name: Texts
    parent_code: str | None
    population: int | None


@dataclass(frozen=True)
class WhereAbouts:
    """The areas in which a point lies. `is_inside`: within the city (also when no outline has been loaded)."""

    is_inside: bool
    neighbourhood: AreaRow | None
    district: AreaRow | None


@dataclass(frozen=True)
class FoundPlace:
    """A place or address: degrees, and in metres how far from the point asked about (searches: None)."""

    kind: str
    name: Texts
    longitude: float
    latitude: float
    distance: float | None = None


def _area_columns() -> Select[int, str, Texts, str | None, int | None]:
    return select(Area.id, Area.code, Area.name, Area.parent_code, Area.population)


def point_at(longitude: float, latitude: float) -> ColumnElement[object]:
    """A point in SQL, from degrees."""
    point: ColumnElement[object] = func.ST_SetSRID(func.ST_MakePoint(longitude, latitude), WGS84)
    return point


def areas_at(session: Session, longitude: float, latitude: float) -> WhereAbouts:
    """The active areas that cover a point, by the rule that the database applies to every pin.

    A point on a border lies in the area whose code comes first in byte order.
    """
    covering = (
        select(AreaPiece.level, Area.id, Area.code, Area.name, Area.parent_code, Area.population)
        .join(Area, Area.id == AreaPiece.area_id)
        .where(func.ST_Covers(AreaPiece.geom, point_at(longitude, latitude)))
        .order_by(collate(AreaPiece.code, BYTES))
    )
    found: dict[str, AreaRow] = {}
    for level, id, code, name, parent_code, population in session.execute(covering):
        found.setdefault(level, AreaRow(id, code, name, parent_code, population))
    has_outline = "city" in found or not session.scalar(
        select(literal(True)).where(AreaPiece.level == "city").limit(1)
    )
    return WhereAbouts(has_outline, found.get("neighbourhood"), found.get("district"))


def names_at(session: Session, points: Mapping[str, tuple[float, float]], level: str) -> dict[str, Texts]:
    """The names of the active areas of a level in which points (longitude, latitude) lie, by their keys. One query."""
    keys = list(points)
    longitudes, latitudes = [one[0] for one in points.values()], [one[1] for one in points.values()]
    rows = session.execute(NAMES_AT, {"longitudes": longitudes, "latitudes": latitudes, "level": level})
    return {keys[place - 1]: Texts(name) for place, name in rows}


def active_version(session: Session, level: str) -> LayerVersion | None:
    """The version in use at a level, None before the first."""
    return session.scalar(
        select(LayerVersion)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == level, LayerVersion.state == "active")
    )


def active_areas(session: Session, level: str) -> list[AreaRow]:
    """The areas in use at a level, in Finnish alphabetical order. One query."""
    chosen = (
        _area_columns()
        .join(LayerVersion, LayerVersion.id == Area.version_id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == level, LayerVersion.state == "active")
        .order_by(collate(Area.name["fi"].astext, FINNISH), Area.code)
    )
    return [AreaRow(*row) for row in session.execute(chosen)]


def areas_of_version(session: Session, version_id: int) -> list[AreaRow]:
    """The areas of one version, by code."""
    chosen = _area_columns().where(Area.version_id == version_id).order_by(collate(Area.code, BYTES))
    return [AreaRow(*row) for row in session.execute(chosen)]


def shapes_of_version(
    session: Session, version_id: int, metres: int | None = None
) -> list[tuple[AreaRow, BaseGeometry]]:
    """The areas of one version with their shapes in WGS 84, by code. `metres`: drawn with fewer points, to about
    so many metres, where such outlines are kept.
    """
    outline = (AreaOutline.area_id == Area.id) & (AreaOutline.metres == (metres or 0))
    chosen = (
        _area_columns()
        .add_columns(func.coalesce(AreaOutline.geom, Area.geom, type_=Area.geom.type))
        .outerjoin(AreaOutline, outline)
        .where(Area.version_id == version_id)
    )
    rows = session.execute(chosen.order_by(collate(Area.code, BYTES)))
    return [(AreaRow(*values), to_shape(geom)) for *values, geom in rows]


def shapes_of_level(session: Session, level: str) -> list[tuple[AreaRow, BaseGeometry]]:
    """The areas of the version in use with their shapes in WGS 84, by code; nothing where none is in use."""
    active = (
        select(LayerVersion.id)
        .join(BoundaryLayer, BoundaryLayer.id == LayerVersion.layer_id)
        .where(BoundaryLayer.level == level, LayerVersion.state == "active")
    )
    version_id = session.scalar(active)
    return [] if version_id is None else shapes_of_version(session, version_id)


@dataclass(frozen=True)
class DivisionUsed:
    """By which division a sum was made: the layer's name, the number of its version, and since when that is official or in use.
    `is_settling`: what is from before is still getting its areas of the version, so sums by area may change.
    """

    name: Texts
    version: int
    since: date | None
    is_settling: bool


def first_day(version: type[LayerVersion]) -> ColumnElement[date]:
    """SQL: since when a version is official; where that is not known, since when it is in use."""
    return func.coalesce(version.valid_from, cast(version.activated_at, Date))


def divisions_used(session: Session) -> dict[str, DivisionUsed]:
    """The division in use at each level, for whoever publishes sums by area. One query."""
    follows = (Reassignment.version_id == LayerVersion.id) & Reassignment.finished_at.is_(None)
    is_settling = select(Reassignment.id).where(follows).exists()
    rows = session.execute(
        select(
            BoundaryLayer.level, BoundaryLayer.name, LayerVersion.number, first_day(LayerVersion), is_settling
        )
        .join(LayerVersion, LayerVersion.layer_id == BoundaryLayer.id)
        .where(LayerVersion.state == "active")
    )
    return {level: DivisionUsed(name, number, day, settles) for level, name, number, day, settles in rows}


def city_extent(session: Session) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the city's outline (else of whatever areas are in use), in degrees."""
    box = func.ST_Extent(AreaPiece.geom)
    chosen = select(func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
    for statement in (chosen.where(AreaPiece.level == "city"), chosen):
        west, south, east, north = session.execute(statement).one()
        if west is not None:
            return float(west), float(south), float(east), float(north)
    return None


def find_places(session: Session, text: str, limit: int = 8) -> list[FoundPlace]:
    """Places and addresses whose name in any language is like the text, the likest first. Typing errors are
    forgiven.
    """
    wanted = wanted_text(text)
    if not wanted:
        return []
    session.execute(select(func.set_config("pg_trgm.word_similarity_threshold", str(SEARCH_LIKENESS), True)))
    likeness = func.word_similarity(wanted, Place.search, type_=Float)
    chosen = (
        _place_columns()
        .where(literal(wanted).op("<%")(Place.search))
        .order_by(likeness.desc(), func.length(Place.search), Place.search, Place.id)
        .limit(limit)
    )
    return [FoundPlace(*row) for row in session.execute(chosen)]


def nearest_place(
    session: Session, longitude: float, latitude: float, within_metres: float = 500
) -> FoundPlace | None:
    """The place or address nearest to a point, None when there is none within so many metres."""
    point = point_at(longitude, latitude)
    metres = func.ST_DistanceSphere(Place.geom, point, type_=Float).label("metres")
    nearest = (
        _place_columns()
        .add_columns(metres)
        .order_by(Place.geom.op("<->")(point))
        .limit(5)
        .subquery("nearest")
    )
    row = session.execute(select(nearest).order_by(nearest.c.metres).limit(1)).one_or_none()
    return FoundPlace(*row) if row is not None and row[-1] <= within_metres else None


def _place_columns() -> Select[str, Texts, float, float]:
    return select(Place.kind, Place.name, gf.ST_X(Place.geom, type_=Float), gf.ST_Y(Place.geom, type_=Float))
