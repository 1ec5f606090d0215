"""Do the areas of one layer lie within those of another? A neighbourhood may well lie in two districts: it is said,
not forbidden.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage import Ground, metric_system_of

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
    """Where every inner area lies, by the ground it covers."""
    metric = metric_system_of(outer.shapes)
    within, around = inner.in_metres(metric), outer.in_metres(metric)
    sizes = shapely.area(within)
    rows, others = shapely.STRtree(around).query(within, predicate="intersects")
    shared = _shared(within, around, rows, others) / sizes[rows]
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, other, share in zip(rows.tolist(), others.tolist(), shared.tolist(), strict=True):
        found[row].append((other, share))
    return tuple(_nested(row, found[row]) for row in range(len(within)))


def _shared(
    within: NDArray[np.object_],
    around: NDArray[np.object_],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Square metres that each pair shares. Most lie wholly in one: that is seen without cutting them."""
    shapely.prepare(around)
    shared = shapely.area(within)[rows]
    cut = ~shapely.contains_properly(around[others], within[rows])
    shared[cut] = shapely.area(shapely.intersection(within[rows[cut]], around[others[cut]]))
    return shared


def _nested(row: int, parts: list[tuple[int, float]]) -> Nested:
    told = sorted(((other, share) for other, share in parts if share >= NOISE_SHARE), key=lambda one: -one[1])
    outside = max(0.0, 1.0 - sum(share for _other, share in parts))
    return Nested(row, tuple(told), outside if outside >= NOISE_SHARE else 0.0)
