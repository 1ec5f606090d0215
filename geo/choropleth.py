"""Shapes of areas as paths of an SVG picture, simplified together so that no gaps open between neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

LABEL_SIZE = 26.0
"""A shape smaller than a square of this side (in picture units) gets no text on it."""


@dataclass(frozen=True)
class SvgShape:
    """One area: the `d` of its path, and where a short text fits on it (None if it is too small)."""

    path: str
    label: tuple[float, float] | None


@dataclass(frozen=True)
class SvgPicture:
    """Shapes by code, and the size of the picture in its own units."""

    width: int
    height: int
    shapes: Mapping[str, SvgShape]


def picture_of(shapes: Mapping[str, bytes], width: int = 640) -> SvgPicture:
    """Draw areas (WKB in a metric system, y upwards, by code) in a picture so many units wide, y downwards."""
    if not shapes:
        return SvgPicture(width, width, {})
    geometries = shapely.from_wkb(list(shapes.values()))
    west, south, east, north = shapely.total_bounds(geometries)
    scale = width / max(east - west, 1e-9)
    simple = shapely.coverage_simplify(geometries, tolerance=1.5 / scale)
    moved = shapely.transform(simple, lambda xy: (xy - [west, north]) * [scale, -scale])
    height = max(int(np.ceil((north - south) * scale)), 1)
    drawn = {code: SvgShape(_path(shape), _label(shape)) for code, shape in zip(shapes, moved, strict=True)}
    return SvgPicture(width, height, drawn)


def _path(shape: BaseGeometry) -> str:
    rings = [ring for polygon in _polygons(shape) for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(_ring([(x, y) for x, y, *_ in ring.coords]) for ring in rings)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def _ring(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points[:-1]) + "Z"


def _label(shape: BaseGeometry) -> tuple[float, float] | None:
    largest = max(_polygons(shape), key=lambda polygon: polygon.area, default=None)
    if largest is None or largest.area < LABEL_SIZE**2:
        return None
    circle = shapely.maximum_inscribed_circle(largest, tolerance=1.0)
    if circle.length < LABEL_SIZE / 2:
        return None
    x, y = circle.coords[0][:2]
    return round(x, 1), round(y, 1)
