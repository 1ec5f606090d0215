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

_HALF = np.uint64(32)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SUMS_BITS = 18
"""A sum for some edges of a layer: so few fit into a processor's memory, and what is left of 64 bits is exact in a float, a
hundred times over.
"""


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
    first = np.flatnonzero((ring_of_point[1:] == ring_of_point[:-1]) & (places[1:] != places[:-1]))
    one, other = marks[first], marks[first + 1]
    is_outer = np.diff(part_of_ring, prepend=-1) != 0
    is_right = (one < other) ^ (shapely.is_ccw(rings) == is_outer)[ring_of_point[first]]
    keys = (np.minimum(one, other) >> np.uint64(1)) ^ np.maximum(one, other) * _MIX
    rest = np.flatnonzero(_is_left_over(keys, is_right))
    first, is_right, is_upward = first[rest], is_right[rest], (one < other)[rest]
    start, end = places[first], places[first + 1]
    pairs = _pairs(keys[rest], np.where(is_upward, start, end), np.where(is_upward, end, start))
    if pairs is None or (is_right[pairs[0]] == is_right[pairs[1]]).any():
        return None
    is_loose = np.ones(len(rest), dtype=np.bool_)
    is_loose[pairs.ravel()] = False
    ends = np.column_stack([start[is_loose], end[is_loose]]).view(np.float64).reshape(-1, 2, 2)
    return LooseEdges(ends, np.unique(row_of_part[part_of_ring[ring_of_point[first[is_loose]]]]))


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


def _is_left_over(keys: NDArray[np.uint64], is_right: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All edges but most of those that two neighbours share. Each adds a number that its key gives to one of many sums, or
    takes it off when its ground is on the other side: where a sum ends at zero its edges have cancelled each other. By chance
    alone one does in fewer than one file in a million, and as `_marks` are never the same no file can be made to.
    """
    place = (keys >> np.uint64(64 - _SUMS_BITS)).astype(np.int64)
    number = (keys & np.uint64(2 ** (64 - _SUMS_BITS) - 1)).astype(np.float64)
    sums = np.bincount(place, np.where(is_right, number, -number), 2**_SUMS_BITS)
    is_left: NDArray[np.bool_] = sums[place] != 0
    return is_left


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
    """One number for each point, the same for the same place, never the same in another call. Two places may by a rare
    chance share one.
    """
    odd = np.random.default_rng().integers(2**63, size=3, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    x, y = (np.ascontiguousarray(axis).view(np.uint64) for axis in (points + 0.0).T)
    mixed = x * odd[0] + (y ^ y >> _HALF) * odd[1]
    marks: NDArray[np.uint64] = (mixed ^ mixed >> _HALF) * odd[2]
    return marks
