"""A line or an area that a person drew: reading it, its size, its part inside the city, the point that stands for it.

Shapes are in degrees (WGS 84); metres and square metres are measured on the ellipsoid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryCode, GeometryError
from geo.geojson import DECIMALS, Limits, geometry_json, parse_json, read_geometry, write_json

KINDS = {"line": "LineString", "area": "Polygon"}
"""The kinds of shape by the word for them, with GeoJSON's."""
MOST_BYTES = 200_000
MOST_VERTICES = 2_000
LEAST = {"line": 10.0, "area": 100.0}
"""The shortest line in metres and the smallest area in square metres: anything smaller is told by a point."""
MOST_OUTSIDE = 0.01
"""Of 1: the part of a shape that may lie outside the city; it is cut off."""

_EARTH = Geod(ellps="WGS84")
_WORDS = {name: word for word, name in KINDS.items()}


def read_shape(text: str) -> BaseGeometry:
    """A line or an area from GeoJSON that may come from anybody, large enough and free of faults.

    Raises GeometryError as `parse_json` and `read_geometry` do, and HAS_HOLE, TOO_SMALL.
    """
    value = parse_json(text, MOST_BYTES)
    shape = read_geometry(value, KINDS.values(), Limits(vertices=MOST_VERTICES))
    if isinstance(shape, Polygon) and shape.interiors:
        raise GeometryError(GeometryCode.HAS_HOLE, holes=len(shape.interiors))
    rounded = _rounded(shape)
    size, least = size_of(rounded), LEAST[kind_of(rounded)]
    if size < least:
        raise GeometryError(GeometryCode.TOO_SMALL, kind=kind_of(rounded), size=size, least=least)
    return rounded


def kind_of(shape: BaseGeometry) -> str:
    """`line` or `area`. Raises GeometryError(WRONG_KIND)."""
    if shape.geom_type not in _WORDS:
        raise GeometryError(GeometryCode.WRONG_KIND, kind=shape.geom_type, allowed=sorted(_WORDS))
    return _WORDS[shape.geom_type]


def size_of(shape: BaseGeometry) -> float:
    """Metres of a line, square metres of an area; of several parts together. Points have no size."""
    if shape.geom_type.endswith("LineString"):
        return float(_EARTH.geometry_length(shape))
    if shape.geom_type.endswith("Polygon"):
        return sum(abs(_EARTH.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(shape))
    return 0.0


def inside_of(shape: BaseGeometry, inside: BaseGeometry) -> BaseGeometry:
    """The shape without what lies outside the city. `inside`: its intersection with the city.

    The largest piece inside must be at least 99 % of the shape: so a shape never falls apart.
    Raises GeometryError: OUTSIDE_CITY, TOO_MANY_VERTICES (the city's own outline may be winding).
    """
    piece = largest(_parts_like(shape, inside))
    whole, left = size_of(shape), 0.0 if piece is None else size_of(piece)
    if piece is None or left < (1 - MOST_OUTSIDE) * whole:
        raise GeometryError(GeometryCode.OUTSIDE_CITY, share=1 - left / whole)
    # A hole could only be ground outside the city, less than the rule allows: it is not worth its corners.
    piece = _rounded(Polygon(piece.exterior) if isinstance(piece, Polygon) else piece)
    vertices = int(shapely.get_num_coordinates(piece))
    if vertices > MOST_VERTICES:
        raise GeometryError(GeometryCode.TOO_MANY_VERTICES, allowed=MOST_VERTICES)
    return piece


def point_on(part: BaseGeometry, shape: BaseGeometry) -> Point:
    """The point that stands for a shape, on its largest piece in `part`: a line's middle, a point inside an area."""
    piece = largest(_parts_like(shape, part)) or shape
    if isinstance(piece, LineString):
        return piece.interpolate(0.5, normalized=True)
    return piece.representative_point()


def largest(parts: Iterable[BaseGeometry]) -> BaseGeometry | None:
    """The longest line or the largest area; the first of equals; None of none."""
    return max(parts, key=size_of, default=None)


def shape_json(shape: BaseGeometry) -> str:
    """A shape as GeoJSON text, as `read_shape` reads it."""
    return write_json(geometry_json(shape)).decode()


def kept_shape(text: str) -> BaseGeometry:
    """The shape that `shape_json` wrote."""
    shape: BaseGeometry = shapely.from_geojson(text)
    return shape


def _parts_like(shape: BaseGeometry, geometry: BaseGeometry) -> list[BaseGeometry]:
    """The single parts that are of the shape's own kind; where a line only touches an area a point is left over."""
    parts = [part for part in _singles(geometry) if part.geom_type == shape.geom_type and not part.is_empty]
    if isinstance(shape, LineString) and len(parts) > 1:
        return list(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts))))
    return parts


def _singles(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if hasattr(part, "geoms"):
            yield from _singles(part)
        else:
            yield part


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    """To about a centimetre, each corner once; left as it is where that would spoil it."""
    rounded: BaseGeometry = shapely.remove_repeated_points(
        shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    )
    return rounded if rounded.is_valid else shape
