"""Divides the municipality into neighbourhoods and area-council areas without a gap or an overlap.

Cells of Voronoi around the centre points are gathered by neighbourhood, cut by the drawn outline, given more
vertices and warped. The whole municipality is divided, water too: shores are drawn coarsely here, and a pin
on a jetty, a beach or the ice must belong somewhere.
"""

from collections import defaultdict

import shapely
from shapely.geometry.base import BaseGeometry

from sample_data.make.drawn import OUTLINE
from sample_data.make.shapes import densify, in_degrees, metres, unwarp, warp
from sample_data.make.towns import NEIGHBOURHOODS, PALLO_PARTS

Faces = dict[tuple[str, str], BaseGeometry]


def faces() -> Faces:
    """The finest division, in degrees, by (neighbourhood, district): one face each, and two for Pallo."""
    seeds = [(unwarp(metres(point)), label) for point, label in _seeds()]
    cells = _cells([point for point, _ in seeds])
    outline = shapely.Polygon([metres(p) for p in OUTLINE])
    gathered: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for point, label in seeds:
        gathered[label].append(next(c for c in cells if c.covers(shapely.Point(point))))
    parts = {label: shapely.union_all(found).intersection(outline) for label, found in gathered.items()}
    return _noded(parts)


def _seeds() -> list[tuple[tuple[float, float], tuple[str, str]]]:
    found = []
    for n in NEIGHBOURHOODS:
        if n.name_fi == "Pallo":
            found += [
                (PALLO_PARTS[0], (n.code, "01")),
                (PALLO_PARTS[1], (n.code, "03")),
            ]
        else:
            found += [(point, (n.code, n.district)) for point in ((n.lon, n.lat), *n.more)]
    return found


def _cells(points: list[tuple[float, float]]) -> list[BaseGeometry]:
    wide = shapely.MultiPoint(points).buffer(150_000).envelope
    return list(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=wide).geoms)


def _noded(parts: dict[tuple[str, str], BaseGeometry]) -> Faces:
    """The same division with common borders cut at the same vertices, warped, in degrees."""
    borders = shapely.set_precision(shapely.union_all([p.boundary for p in parts.values()]), 0.01)
    pieces = [p for p in shapely.polygonize([borders]).geoms if isinstance(p, shapely.Polygon)]
    found: Faces = {}
    for label, part in parts.items():
        own = [p for p in pieces if part.covers(p.representative_point())]
        largest = max(own, key=lambda p: p.area)
        found[label] = in_degrees(shapely.Polygon([warp(p) for p in densify(largest.exterior.coords)]))
    if len(found) != len(pieces):
        raise ValueError(f"{len(pieces)} pieces for {len(found)} areas: some area is in two parts")
    return found


def together(chosen: list[BaseGeometry]) -> BaseGeometry:
    """Several faces as one area, their shared borders gone."""
    joined = shapely.coverage_union_all(chosen)
    parts = list(getattr(joined, "geoms", [joined]))
    return parts[0] if len(parts) == 1 else joined
