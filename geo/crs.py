"""Coordinate systems. The only place with EPSG numbers.

Everywhere else coordinates are x, y: longitude, latitude or easting, northing, whatever the register says
about axes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryCode, GeometryError

WGS84 = 4326
WEB_MERCATOR = 3857
TM35FIN = 3067
GK_ZONES = {meridian: 3873 + meridian - 19 for meridian in range(19, 32)}
"""ETRS-GKnn by central meridian: 28 is Lappeenranta's, 25 Helsinki's, 24 Tampere's."""
KKJ_ZONES = {1: 2391, 2: 2392, 3: 2393, 4: 2394}
"""The Finnish system before 2010 by the first digit of the easting; zone 3 is also the national YKJ."""

NORTHINGS = (6_600_000.0, 7_800_000.0)
AREA_OF_USE_MARGIN = 2.0
"""Degrees by which a layer may leave its system's area of use: a city often lies across the edge of its own
zone.
"""

Bounds = tuple[float, float, float, float]
"""Smallest x, smallest y, largest x, largest y."""
WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)
EDGE = 0.001
"""Degrees added to projected bounds, whose edges are curves."""


@dataclass(frozen=True)
class CrsCandidate:
    """A system that the coordinates could be in. `is_swapped`: the file gives north before east (or
    latitude first).
    """

    epsg: int
    is_swapped: bool = False

    @property
    def name(self) -> str:
        """The register's name, as GIS programs show it."""
        return name_of(self.epsg)


@lru_cache(maxsize=64)
def crs_of(epsg: int) -> CRS:
    """The system with this number. Raises GeometryError(CRS_UNKNOWN)."""
    try:
        return CRS.from_epsg(epsg)
    except CRSError:
        raise GeometryError(GeometryCode.CRS_UNKNOWN, epsg=epsg) from None


def name_of(epsg: int) -> str:
    """The name of the system in the register, such as 'ETRS89 / GK28FIN'."""
    return str(crs_of(epsg).name)


def is_usable(epsg: int) -> bool:
    """Whether the number names a system of plane or geographic coordinates (and not, say, of heights)."""
    try:
        system = crs_of(epsg)
    except GeometryError:
        return False
    return bool(system.is_projected or system.is_geographic)


def is_geographic(epsg: int) -> bool:
    """Whether coordinates in this system are degrees."""
    return bool(crs_of(epsg).is_geographic)


@lru_cache(maxsize=64)
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(crs_of(source), crs_of(target), always_xy=True)


def transform(geometries: NDArray[np.object_], source: int, target: int) -> NDArray[np.object_]:
    """Geometries in another system, x before y in both. Raises GeometryError(CRS_DOES_NOT_FIT) for what
    cannot be projected.
    """
    if source == target:
        return geometries
    change = _transformer(source, target)

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = np.column_stack(change.transform(xy[:, 0], xy[:, 1], errcheck=True))
        if not np.isfinite(moved).all():
            raise ProjError("not finite")
        return moved

    try:
        return np.asarray(shapely.transform(geometries, project), dtype=np.object_)
    except ProjError:
        raise GeometryError(GeometryCode.CRS_DOES_NOT_FIT, epsg=source) from None


def transform_one(geometry: BaseGeometry, source: int, target: int) -> BaseGeometry:
    """One geometry in another system."""
    moved: BaseGeometry = transform(np.array([geometry], dtype=np.object_), source, target)[0]
    return moved


def swap_axes(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Geometries with x and y exchanged."""
    return np.asarray(shapely.transform(geometries, lambda xy: xy[:, ::-1]), dtype=np.object_)


def infer_crs(bounds: Bounds) -> tuple[CrsCandidate, ...]:
    """Which systems coordinates within (min x, min y, max x, max y) can be in, the likeliest first.

    These are candidates for a person to confirm on a map. Nothing is ever stored on the strength of this
    alone.
    """
    straight = tuple(CrsCandidate(epsg) for epsg in _systems_around(bounds))
    turned = (bounds[1], bounds[0], bounds[3], bounds[2])
    swapped = tuple(CrsCandidate(epsg, is_swapped=True) for epsg in _systems_around(turned))
    return straight + swapped


def either_way(epsg: int, bounds: Bounds) -> tuple[CrsCandidate, ...]:
    """Both orders of the axes, where coordinates within (min x, min y, max x, max y) are degrees in this system and nothing
    in them tells which comes first. In Finland it does: no latitude there could be a longitude.
    """
    turned = (bounds[1], bounds[0], bounds[3], bounds[2])
    if not is_geographic(epsg) or infer_crs(bounds) or not (fits(bounds, epsg) and fits(turned, epsg)):
        return ()
    return CrsCandidate(epsg), CrsCandidate(epsg, is_swapped=True)


def _systems_around(bounds: Bounds) -> Iterator[int]:
    west, south, east, north = bounds
    if 19 <= west <= east <= 32.5 and 59 <= south <= north <= 71:
        yield WGS84
    if 2_100_000 <= west <= east <= 3_550_000 and 8_300_000 <= south <= north <= 11_100_000:
        yield WEB_MERCATOR
    if not NORTHINGS[0] <= south <= north <= NORTHINGS[1]:
        return
    if 50_000 <= west <= east <= 760_000:
        yield TM35FIN
    for meridian, epsg in GK_ZONES.items():
        if abs((west + east) / 2 - (meridian * 1_000_000 + 500_000)) <= 150_000 and east - west <= 500_000:
            yield epsg
    zone = int(west // 1_000_000)
    if zone in KKJ_ZONES and int(east // 1_000_000) == zone:
        yield KKJ_ZONES[zone]


def fits(bounds: Bounds, epsg: int) -> bool:
    """Whether coordinates in these bounds lie where the system with this number is meant to be used."""
    area = crs_of(epsg).area_of_use
    corners = shapely.box(*bounds)
    try:
        west, south, east, north = transform_one(corners, epsg, WGS84).bounds
    except GeometryError:
        return False
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return False
    if area is None:
        return True
    margin = AREA_OF_USE_MARGIN
    inside_north_south = area.south - margin <= south and north <= area.north + margin
    crosses_date_line = area.west > area.east
    return inside_north_south and (
        crosses_date_line or (area.west - margin <= west and east <= area.east + margin)
    )


def epsg_of_definition(text: str) -> int | None:
    """The number that a definition (WKT, or 'EPSG:3067') names with certainty, else None.

    The confidence is left at its default on purpose: with a lower one 'ETRS89_ETRS_GK25FIN_2010' becomes a
    system of Cyprus. Raises GeometryError(CRS_UNKNOWN) if the text is no definition at all.
    """
    try:
        found = CRS.from_user_input(text).to_epsg()
    except CRSError:
        raise GeometryError(GeometryCode.CRS_UNKNOWN, text=text[:80]) from None
    return int(found) if found is not None else None


def metric_system_at(longitude: float, latitude: float) -> int:
    """A system in metres for measuring around this place: TM35FIN in Finland, else the UTM zone of WGS 84."""
    if 19 <= longitude <= 32.5 and 59 <= latitude <= 71:
        return TM35FIN
    zone = min(60, int((longitude + 180) // 6) + 1)
    return (32600 if latitude >= 0 else 32700) + zone


@lru_cache(maxsize=64)
def gives_north_first(epsg: int) -> bool:
    """Whether the register gives northing (or latitude) as the first axis. Only interfaces that follow the register
    to the letter ask this; everything here is x, y.
    """
    return str(crs_of(epsg).axis_info[0].direction) == "north"


def bounds_in_degrees(bounds: Bounds, epsg: int) -> Bounds:
    """Bounds in degrees that hold the given ones, edges included; the whole world where they cannot be projected."""
    if is_geographic(epsg):
        return bounds
    try:
        west, south, east, north = _transformer(epsg, WGS84).transform_bounds(*bounds, densify_pts=21)
    except ProjError:
        return WORLD
    found = (west - EDGE, south - EDGE, east + EDGE, north + EDGE)
    return found if np.isfinite(found).all() and west <= east else WORLD


def bounds_between(bounds: Bounds, source: int, target: int) -> Bounds:
    """Bounds in another system in metres that hold the given ones, edges included."""
    if source == target:
        return bounds
    west, south, east, north = _transformer(source, target).transform_bounds(*bounds, densify_pts=21)
    return west - 1, south - 1, east + 1, north + 1
