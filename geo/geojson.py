"""GeoJSON (RFC 7946): reading one geometry that a client sent, and writing collections.

What comes from a browser is never trusted: it is read value by value, and refused with a code that says
what is wrong.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryCode, GeometryError

MAX_TEXT_BYTES = 1_000_000
MAX_VERTICES = 10_000
DECIMALS = 7
"""Of a degree: about a centimetre, finer than any pin."""

_DEPTH = {
    "Point": 1,
    "MultiPoint": 2,
    "LineString": 2,
    "MultiLineString": 3,
    "Polygon": 3,
    "MultiPolygon": 4,
}
_FEWEST = {
    "Point": 1,
    "MultiPoint": 1,
    "LineString": 2,
    "MultiLineString": 2,
    "Polygon": 4,
    "MultiPolygon": 4,
}
_RINGS = ("Polygon", "MultiPolygon")
_BUILD: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": shapely.Point,
    "MultiPoint": shapely.MultiPoint,
    "LineString": shapely.LineString,
    "MultiLineString": shapely.MultiLineString,
    "Polygon": lambda rings: shapely.Polygon(rings[0], rings[1:]),
    "MultiPolygon": lambda parts: shapely.MultiPolygon([(rings[0], rings[1:]) for rings in parts]),
}


@dataclass(frozen=True)
class Limits:
    """How large a geometry may be and where it may lie (longitude and latitude in degrees by default)."""

    vertices: int = MAX_VERTICES
    west: float = -180
    south: float = -90
    east: float = 180
    north: float = 90


DEGREES = Limits()


def parse_json(text: str | bytes, max_bytes: int = MAX_TEXT_BYTES) -> object:
    """The value of a JSON text that may come from anybody.

    Raises GeometryError: TOO_LARGE, TOO_DEEP, NOT_FINITE (NaN, Infinity and 1e999), NOT_JSON.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > max_bytes:
        raise GeometryError(GeometryCode.TOO_LARGE, bytes=len(data), allowed=max_bytes)
    try:
        value: object = json.loads(
            data.decode("utf-8-sig"),
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except RecursionError:
        raise GeometryError(GeometryCode.TOO_DEEP) from None
    except ValueError:
        raise GeometryError(GeometryCode.NOT_JSON) from None
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise GeometryError(GeometryCode.NOT_FINITE, value=name)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise GeometryError(GeometryCode.NOT_FINITE, value=text[:40])
    return value


def read_geometry(value: object, kinds: Iterable[str], limits: Limits = DEGREES) -> BaseGeometry:
    """A valid geometry of one of the named kinds from a parsed GeoJSON object (a geometry or a feature), in
    two dimensions.

    Raises GeometryError: NOT_GEOJSON, WRONG_KIND, NOT_A_NUMBER, NOT_FINITE, WRONG_DIMENSIONS, OUT_OF_RANGE,
    TOO_MANY_VERTICES, TOO_FEW_VERTICES, RING_NOT_CLOSED, NOT_VALID, EMPTY.
    """
    geometry = build_geometry(value, kinds, limits)
    if not geometry.is_valid:
        raise GeometryError(GeometryCode.NOT_VALID, reason=shapely.is_valid_reason(geometry))
    return geometry


def build_geometry(value: object, kinds: Iterable[str], limits: Limits = DEGREES) -> BaseGeometry:
    """As `read_geometry`, but a shape that crosses itself passes: for layers, which are repaired
    afterwards.
    """
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise GeometryError(GeometryCode.NOT_GEOJSON)
    kind = value["type"]
    if kind not in _DEPTH or kind not in set(kinds):
        raise GeometryError(GeometryCode.WRONG_KIND, kind=kind[:40], allowed=sorted(kinds))
    budget = _Budget(limits, limits.vertices)
    positions = _positions(value.get("coordinates"), _DEPTH[kind], kind, budget)
    if kind == "Point":
        positions = positions[0] if isinstance(positions[0], list) else positions
    return _BUILD[kind](positions)


def read_point(value: object, limits: Limits = DEGREES) -> Point:
    """A point from GeoJSON. Raises GeometryError as `read_geometry` does."""
    point = read_geometry(value, ("Point",), limits)
    assert isinstance(point, Point)
    return point


def read_position(longitude: str, latitude: str, limits: Limits = DEGREES) -> Point:
    """A point from two form fields, with a decimal point or comma. Raises GeometryError: NOT_A_NUMBER,
    NOT_FINITE, OUT_OF_RANGE.
    """
    return Point(_position([_number(longitude), _number(latitude)], limits))


def _number(text: str) -> float:
    plain = text.strip().replace(",", ".")
    is_plain = plain.isascii() and len(plain) <= 40 and "_" not in plain
    try:
        return float(plain) if is_plain else math.nan
    except ValueError:
        raise GeometryError(GeometryCode.NOT_A_NUMBER, value=text[:40]) from None


@dataclass
class _Budget:
    limits: Limits
    vertices_left: int


def _positions(value: object, depth: int, kind: str, budget: _Budget) -> list[Any]:
    if depth == 1 and kind == "Point":
        return _spend(value, budget)
    if not isinstance(value, list):
        raise GeometryError(GeometryCode.NOT_GEOJSON)
    if not value:
        raise GeometryError(GeometryCode.EMPTY)
    if depth > 2:
        return [_positions(part, depth - 1, kind, budget) for part in value]
    found = [_spend(part, budget) for part in value]
    if len(found) < _FEWEST[kind]:
        raise GeometryError(GeometryCode.TOO_FEW_VERTICES, vertices=len(found), needed=_FEWEST[kind])
    if kind in _RINGS and found[0] != found[-1]:
        raise GeometryError(GeometryCode.RING_NOT_CLOSED)
    return found


def _spend(value: object, budget: _Budget) -> list[float]:
    budget.vertices_left -= 1
    if budget.vertices_left < 0:
        raise GeometryError(GeometryCode.TOO_MANY_VERTICES, allowed=budget.limits.vertices)
    return _position(value, budget.limits)


def _position(value: object, limits: Limits) -> list[float]:
    if not isinstance(value, list):
        raise GeometryError(GeometryCode.NOT_GEOJSON)
    if not value:
        raise GeometryError(GeometryCode.EMPTY)
    if not 2 <= len(value) <= 4:
        raise GeometryError(GeometryCode.WRONG_DIMENSIONS, dimensions=len(value))
    for number in value:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise GeometryError(GeometryCode.NOT_A_NUMBER, value=repr(number)[:40])
        if isinstance(number, float) and not math.isfinite(number):
            raise GeometryError(GeometryCode.NOT_FINITE, value=repr(number))
    x, y = value[0], value[1]
    if not (limits.west <= x <= limits.east and limits.south <= y <= limits.north):
        raise GeometryError(GeometryCode.OUT_OF_RANGE, x=repr(x)[:24], y=repr(y)[:24])
    return [float(x), float(y)]


def as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """One or more polygons as a MultiPolygon. Raises GeometryError(WRONG_KIND) for anything else."""
    if isinstance(geometry, MultiPolygon):
        return geometry
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry])
    raise GeometryError(
        GeometryCode.WRONG_KIND,
        kind=geometry.geom_type,
        allowed=["Polygon", "MultiPolygon"],
    )


def as_array(shapes: Sequence[object]) -> NDArray[np.object_]:
    """Shapes as an array that Shapely works on at once; one that has parts is not taken apart."""
    made = np.empty(len(shapes), dtype=np.object_)
    made[:] = list(shapes)
    return made


def as_multipolygons(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """As `as_multipolygon` for many shapes at once. Raises GeometryError(WRONG_KIND)."""
    kinds = shapely.get_type_id(geometries)
    if (kinds == shapely.GeometryType.MULTIPOLYGON).all():
        return geometries
    for place in np.flatnonzero(
        ~np.isin(kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    ):
        as_multipolygon(geometries[place])
    parts, owners = shapely.get_parts(geometries, return_index=True)
    made = np.empty(len(geometries), dtype=np.object_)
    shapely.multipolygons(parts, indices=owners, out=made)
    return made


def geometry_json(geometry: BaseGeometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """A geometry as a GeoJSON object, coordinates rounded."""
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, decimals))
    mapping: dict[str, Any] = shapely.geometry.mapping(rounded)
    return mapping


def feature(
    geometry: BaseGeometry | None,
    properties: Mapping[str, object],
    id: int | str | None = None,
) -> dict[str, Any]:
    """A GeoJSON feature. A place that is not known is null, as the RFC says."""
    made: dict[str, Any] = {
        "type": "Feature",
        "geometry": geometry_json(geometry) if geometry is not None else None,
        "properties": dict(properties),
    }
    return made if id is None else {**made, "id": id}


def feature_collection(features: Iterable[Mapping[str, object]]) -> dict[str, Any]:
    """A GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def write_json(value: Mapping[str, object]) -> bytes:
    """GeoJSON as compact UTF-8 text. Raises ValueError for NaN or an infinity, which no reader accepts."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
