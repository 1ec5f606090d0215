"""Do the areas of one layer lie within those of another? A neighbourhood may well lie in two districts: it is said,
not forbidden.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.coverage import metric_system_of

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


def nest(inner: NDArray[np.object_], outer: NDArray[np.object_]) -> tuple[Nested, ...]:
    """Where every inner area lies, by the ground it covers; both are valid shapes in WGS 84."""
    metric = metric_system_of(outer)
    within, around = crs.transform(inner, crs.WGS84, metric), crs.transform(outer, crs.WGS84, metric)
    sizes = shapely.area(within)
    rows, others = shapely.STRtree(around).query(within, predicate="intersects")
    shared = shapely.area(shapely.intersection(within[rows], around[others])) / sizes[rows]
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, other, share in zip(rows, others, shared, strict=True):
        found[int(row)].append((int(other), float(share)))
    return tuple(_nested(row, found[row]) for row in range(len(inner)))


def _nested(row: int, parts: list[tuple[int, float]]) -> Nested:
    told = sorted(((other, share) for other, share in parts if share >= NOISE_SHARE), key=lambda one: -one[1])
    outside = max(0.0, 1.0 - sum(share for _other, share in parts))
    return Nested(row, tuple(told), outside if outside >= NOISE_SHARE else 0.0)
