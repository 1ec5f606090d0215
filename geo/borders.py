"""Which edges of polygons does no neighbour share? Seen by sorting the edges, without comparing any ground.

In a clean division of a city only the outline and the shores of lakes are such edges, a few in a hundred: where something
may be wrong is near them, so that nothing else need be looked at closely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Indexes = NDArray[np.int64]
Places = NDArray[np.complex128]

_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_HALF = np.uint64(32)


@dataclass(frozen=True)
class LooseEdges:
    """Edges that only one polygon has: their ends, shape (edges, 2, 2), and the rows of the polygons that have them,
    each row once.
    """

    ends: NDArray[np.float64]
    rows: Indexes

    @property
    def ground(self) -> BaseGeometry:
        """What lies within them. Where no ground is claimed twice this is the union of all the polygons."""
        lines = np.array([shapely.multilinestrings(self.ends)])
        ground: BaseGeometry = shapely.build_area(lines)[0]
        return ground


def loose_edges(polygons: NDArray[np.object_]) -> LooseEdges | None:
    """The edges of valid polygons that have no counterpart. None where edges alone do not say it: where two polygons lie on
    the same side of an edge, or three have it.
    """
    parts, row_of_part = shapely.get_parts(polygons, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    places, marks = points.view(np.complex128)[:, 0], _marks(points)
    is_edge = (ring_of_point[1:] == ring_of_point[:-1]) & (places[1:] != places[:-1])
    start, end = places[:-1][is_edge], places[1:][is_edge]
    one, other = marks[:-1][is_edge], marks[1:][is_edge]
    ring = ring_of_point[:-1][is_edge]
    is_upward = one < other
    low, high = np.where(is_upward, start, end), np.where(is_upward, end, start)
    pairs = _pairs(np.minimum(one, other) * _ODD[2] ^ np.maximum(one, other), low, high)
    is_outer = np.diff(part_of_ring, prepend=-1) != 0
    is_right = is_upward ^ (shapely.is_ccw(rings) == is_outer)[ring]
    if pairs is None or (is_right[pairs[0]] == is_right[pairs[1]]).any():
        return None
    is_loose = np.ones(len(start), dtype=np.bool_)
    is_loose[pairs.ravel()] = False
    ends = np.column_stack([start[is_loose], end[is_loose]]).view(np.float64).reshape(-1, 2, 2)
    return LooseEdges(ends, np.unique(row_of_part[part_of_ring[ring[is_loose]]]))


def is_matched(polygons: NDArray[np.object_], loose: LooseEdges | None, gap_width: float) -> bool:
    """Whether borders match exactly and no gap is narrower than `gap_width`, as `shapely.coverage_is_valid` has it. An edge
    that two polygons share is right, so that those with loose edges are looked at among their neighbours, and no others.
    """
    if loose is None:
        return bool(shapely.coverage_is_valid(polygons, gap_width=gap_width))
    west, south, east, north = shapely.bounds(polygons[loose.rows]).T
    around = shapely.box(west - gap_width, south - gap_width, east + gap_width, north + gap_width)
    near = np.unique(shapely.STRtree(polygons).query(around)[1])
    wrong = shapely.coverage_invalid_edges(polygons[near], gap_width=gap_width)
    return bool(shapely.is_empty(wrong[np.isin(near, loose.rows)]).all())


def _pairs(keys: NDArray[np.uint64], low: Places, high: Places) -> Indexes | None:
    """Which edges come twice, shape (2, pairs). None where one comes three times, or two by a rare chance have one key."""
    order = np.argsort(keys)
    ordered = keys[order]
    is_alike = ordered[1:] == ordered[:-1]
    one, other = order[:-1][is_alike], order[1:][is_alike]
    is_thrice = bool((is_alike[1:] & is_alike[:-1]).any())
    if is_thrice or (low[one] != low[other]).any() or (high[one] != high[other]).any():
        return None
    return np.stack([one, other])


def _marks(points: NDArray[np.float64]) -> NDArray[np.uint64]:
    """One number for each point, the same for the same place. Two places may by a rare chance share one."""
    x, y = (np.ascontiguousarray(axis).view(np.uint64) for axis in (points + 0.0).T)
    mixed = x * _ODD[0] + (y ^ y >> _HALF) * _ODD[1]
    marks: NDArray[np.uint64] = (mixed ^ mixed >> _HALF) * _ODD[2]
    return marks
