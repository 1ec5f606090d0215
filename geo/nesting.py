"""Do the areas of one layer lie within those of another? A neighbourhood may well lie in two districts: it is said,
not forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage import Ground, metric_system_of

Rows = NDArray[np.int64]

NOISE_SHARE = 0.005
"""Of an area: what lies elsewhere below this is a slip of drawing along a border."""


@dataclass(frozen=True)
class Nested:
    """One inner area: the outer areas it lies in with its share in each (the largest first), and its share in none."""

    inner: int
    parts: tuple[tuple[int, float], ...]
    outside: float

    @property
    def is_split(self) -> bool:
        """Whether it lies in several outer areas."""
        return len(self.parts) > 1


def nest(inner: Ground, outer: Ground) -> tuple[Nested, ...]:
    """The inner areas that lie in several outer ones, or partly in none, by the ground they cover."""
    metric = metric_system_of(outer.shapes)
    within, around = inner.in_metres(metric), outer.in_metres(metric)
    rows, others, shares = _shares(within, around)
    outside = np.maximum(0.0, 1.0 - np.bincount(rows, shares, len(within)))
    is_part = shares >= NOISE_SHARE
    told = np.bincount(rows[is_part], minlength=len(within)) > 1
    told |= outside >= NOISE_SHARE
    parts: dict[int, list[tuple[int, float]]] = {int(row): [] for row in np.flatnonzero(told)}
    for place in np.flatnonzero(is_part & told[rows]):
        parts[int(rows[place])].append((int(others[place]), float(shares[place])))
    return tuple(_nested(row, found, float(outside[row])) for row, found in parts.items())


def _shares(
    within: NDArray[np.object_], around: NDArray[np.object_]
) -> tuple[Rows, Rows, NDArray[np.float64]]:
    """Inner and outer row of each pair with common ground, and which share of the inner one that is.

    Most lie wholly in one, with the box around them: that is seen without cutting them.
    """
    shapely.prepare(around)
    rows, others = shapely.STRtree(around).query(within)
    boxes = shapely.envelope(within)[rows]
    is_near = shapely.intersects(around[others], boxes)
    rows, others, boxes = rows[is_near], others[is_near], boxes[is_near]
    is_cut = ~shapely.contains_properly(around[others], boxes)
    shares = np.ones(len(rows))
    cut = within[rows[is_cut]]
    shares[is_cut] = shapely.area(shapely.intersection(cut, around[others[is_cut]])) / shapely.area(cut)
    return rows, others, shares


def _nested(row: int, parts: list[tuple[int, float]], outside: float) -> Nested:
    told = sorted(parts, key=lambda one: -one[1])
    return Nested(row, tuple(told), outside if outside >= NOISE_SHARE else 0.0)
