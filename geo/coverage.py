"""Is this layer a clean division of the city? Repairs of single shapes, gaps and overlaps between them,
slivers closed.

Shapes come and go in WGS 84; everything is measured in metres, in a system of the place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.borders import is_matched, loose_edges
from geo.errors import GeometryCode, GeometryError

GAP_WIDTH = 5.0
"""Metres. A gap narrower than this is a slip of drawing and is closed."""
SLIVER_SHARE = 0.001
"""An overlap of less than this share of the smaller area is a slip of drawing and is closed."""
ASK_AREA = 1.0
"""Square metres. A repair that changes an area by more than this is told to the person."""
ASK_SHARE = 0.001
NOISE_AREA = 0.01
"""Square metres below which two shapes do not overlap: rounding of coordinates."""
_coverage_clean: Callable[..., NDArray[np.object_]] = vars(shapely)["coverage_clean"]
"""New in Shapely 2.2; the published types do not know it yet."""


class OverlapRule(StrEnum):
    """What a person may decide about large overlaps: leave them, or give the shared ground to one of the two."""

    KEEP = "keep"
    LARGER = "larger"
    SMALLER = "smaller"


@dataclass(frozen=True)
class Ground:
    """Shapes in WGS 84, and the same in metres (in the system `metric`) where they are at hand so."""

    shapes: NDArray[np.object_]
    metric: int | None = None
    drawn: NDArray[np.object_] | None = None

    def in_metres(self, metric: int) -> NDArray[np.object_]:
        """The shapes in this system."""
        if self.drawn is not None and metric == self.metric:
            return self.drawn
        return crs.transform(self.shapes, crs.WGS84, metric)


@dataclass(frozen=True)
class Repair:
    """A shape that crossed or touched itself. `row` counts from 0; areas in square metres."""

    row: int
    area_before: float
    area_after: float

    @property
    def change(self) -> float:
        """By how many square metres the area grew."""
        return self.area_after - self.area_before

    @property
    def is_worth_asking(self) -> bool:
        """Whether more than a slip changed. Rings that touch change nothing, and nothing is said about them."""
        return abs(self.change) > ASK_AREA or abs(self.change) > ASK_SHARE * max(
            self.area_before, self.area_after
        )


@dataclass(frozen=True)
class Overlap:
    """Ground that two rows both claim: square metres, and the share of the smaller of the two. `shape` is
    in WGS 84.
    """

    first: int
    second: int
    area: float
    share: float
    shape: BaseGeometry

    @property
    def is_sliver(self) -> bool:
        """Whether it is a slip of drawing, to be closed without asking."""
        return self.share < SLIVER_SHARE


@dataclass(frozen=True)
class Gap:
    """Ground inside the division that no row claims: square metres, and the width of its widest place in metres."""

    area: float
    width: float
    shape: BaseGeometry

    @property
    def is_sliver(self) -> bool:
        """Whether it is a slip of drawing; anything wider may be a lake or an island of another town."""
        return self.width < GAP_WIDTH


@dataclass(frozen=True)
class Division:
    """Repaired shapes in WGS 84 and what was found. `drawn` are the same in metres, in the system `metric` in which all was
    measured; `changes` are square metres by row, from closing slivers.
    """

    geometries: NDArray[np.object_]
    drawn: NDArray[np.object_]
    metric: int
    areas: tuple[float, ...]
    repairs: tuple[Repair, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    changes: tuple[float, ...]
    is_clean_before: bool
    is_clean: bool
    is_closed: bool = False
    """Whether slivers were closed: not while large overlaps wait for a decision, nor where both areas keep them."""

    @property
    def large_overlaps(self) -> tuple[Overlap, ...]:
        """Overlaps that a person must decide about. Before they are given to one of the two, nothing is closed."""
        return tuple(overlap for overlap in self.overlaps if not overlap.is_sliver)

    @property
    def holes(self) -> tuple[Gap, ...]:
        """Wide gaps: lakes, islands, or an area that was forgotten."""
        return tuple(gap for gap in self.gaps if not gap.is_sliver)

    @property
    def largest_change(self) -> float:
        """Square metres by which closing slivers changed the area that it changed most."""
        return max((abs(change) for change in self.changes), default=0.0)


def divide(
    geometries: NDArray[np.object_], rule: OverlapRule | None = None, ground: Ground | None = None
) -> Division:
    """Repair the polygons of a layer, look for gaps and overlaps, and close the slivers where nothing
    larger is wrong. Large overlaps are only settled by a `rule` that somebody has chosen. `ground`: the same polygons, where
    they are at hand in metres too.

    Raises GeometryError(NOT_REPAIRABLE) with the rows of which nothing remains.
    """
    metric = metric_system_of(geometries)
    drawn = (ground or Ground(geometries)).in_metres(metric)
    whole, repairs = repair(drawn)
    loose = loose_edges(whole)
    is_clean_before = is_matched(whole, loose, GAP_WIDTH)
    overlaps = () if is_clean_before else _overlaps(whole, metric)
    gaps = _gaps(loose.ground if loose and is_clean_before else shapely.union_all(whole), metric)
    large = [overlap for overlap in overlaps if not overlap.is_sliver]
    settles = rule in (OverlapRule.LARGER, OverlapRule.SMALLER)
    closed = settle(whole, large, rule is OverlapRule.LARGER) if large and settles else whole
    is_closed = not is_clean_before and (settles or not large)
    if is_closed:
        closed = close_slivers(closed)
    areas = shapely.area(closed)
    return Division(
        geometries=_back_in_degrees(geometries, drawn, closed, metric),
        drawn=closed,
        metric=metric,
        areas=tuple(areas.tolist()),
        repairs=repairs,
        overlaps=overlaps,
        gaps=gaps,
        changes=tuple((areas - shapely.area(whole)).tolist()),
        is_clean_before=is_clean_before,
        is_clean=is_clean_before or bool(shapely.coverage_is_valid(closed)),
        is_closed=is_closed,
    )


def _back_in_degrees(
    geometries: NDArray[np.object_], drawn: NDArray[np.object_], closed: NDArray[np.object_], metric: int
) -> NDArray[np.object_]:
    """The shapes in WGS 84; those that nothing was changed of as they came."""
    found = geometries.copy()
    changed = np.array(
        [before is not after for before, after in zip(drawn, closed, strict=True)], dtype=np.bool_
    )
    found[changed] = crs.transform(closed[changed], metric, crs.WGS84)
    return found


def metric_system_of(geometries: NDArray[np.object_]) -> int:
    """The system in metres for shapes in WGS 84."""
    west, south, east, north = (float(value) for value in shapely.total_bounds(geometries))
    return crs.metric_system_at((west + east) / 2, (south + north) / 2)


def repair(drawn: NDArray[np.object_]) -> tuple[NDArray[np.object_], tuple[Repair, ...]]:
    """Valid polygons, and what was changed. Raises GeometryError(NOT_REPAIRABLE).

    `structure` keeps outer rings as ground and inner ones as holes; `buffer(0)` loses half of a bow-tie,
    and the default method leaves lines and points behind.
    """
    broken = np.flatnonzero(~shapely.is_valid(drawn))
    whole = drawn.copy()
    whole[broken] = shapely.make_valid(drawn[broken], method="structure", keep_collapsed=False)
    kinds = shapely.get_type_id(whole)
    is_ground = np.isin(
        kinds, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    ) & ~shapely.is_empty(whole)
    if not is_ground.all():
        raise GeometryError(GeometryCode.NOT_REPAIRABLE, rows=np.flatnonzero(~is_ground).tolist()[:20])
    before, after = shapely.area(drawn[broken]), shapely.area(whole[broken])
    repairs = tuple(
        Repair(int(row), float(old), float(new)) for row, old, new in zip(broken, before, after, strict=True)
    )
    return whole, repairs


def settle(whole: NDArray[np.object_], overlaps: Sequence[Overlap], larger_wins: bool) -> NDArray[np.object_]:
    """Shapes in metres of which the losing one of each pair gives up the shared ground.

    Raises GeometryError(NOT_REPAIRABLE) with the rows of which nothing remains.
    """
    settled, areas = whole.copy(), shapely.area(whole)
    for overlap in overlaps:
        first_is_larger = areas[overlap.first] >= areas[overlap.second]
        wins, loses = overlap.first, overlap.second
        if first_is_larger != larger_wins:
            wins, loses = loses, wins
        settled[loses] = shapely.difference(settled[loses], settled[wins])
    lost = np.flatnonzero(shapely.is_empty(settled))
    if len(lost):
        raise GeometryError(GeometryCode.NOT_REPAIRABLE, rows=lost.tolist()[:20])
    return settled


def close_slivers(whole: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes in metres whose borders match exactly: narrow gaps go to the neighbour with the longest common
    border.
    """
    closed = np.asarray(_coverage_clean(whole, gap_width=GAP_WIDTH), dtype=np.object_)
    lost = np.flatnonzero(shapely.is_empty(closed))
    if len(lost):
        raise GeometryError(GeometryCode.NOT_REPAIRABLE, rows=lost.tolist()[:20])
    return closed


def _overlaps(whole: NDArray[np.object_], metric: int) -> tuple[Overlap, ...]:
    # Of two shapes that overlap at least one has an edge that does not match: most pairs need not be compared.
    doubtful = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(whole)))
    if not len(doubtful):
        return ()
    one, other = shapely.STRtree(whole).query(whole[doubtful], predicate="intersects")
    pairs = np.sort(np.column_stack([doubtful[one], other]), axis=1)
    first, second = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).T
    shared = shapely.intersection(whole[first], whole[second])
    areas = shapely.area(shared)
    smaller = np.minimum(shapely.area(whole[first]), shapely.area(whole[second]))
    worth = np.flatnonzero(areas > NOISE_AREA)
    worth = worth[np.argsort(-areas[worth], kind="stable")]
    shapes = crs.transform(shared[worth], metric, crs.WGS84)
    return tuple(
        Overlap(int(first[n]), int(second[n]), float(areas[n]), float(areas[n] / smaller[n]), shape)
        for n, shape in zip(worth, shapes, strict=True)
    )


def _gaps(together: BaseGeometry, metric: int) -> tuple[Gap, ...]:
    rings = [ring for polygon in shapely.get_parts(together) for ring in polygon.interiors]
    if not rings:
        return ()
    holes = shapely.polygons(rings)
    areas = shapely.area(holes)
    widths = np.zeros(len(holes))
    wide = areas > NOISE_AREA
    widths[wide] = 2 * shapely.length(shapely.maximum_inscribed_circle(holes[wide], np.full(wide.sum(), 0.1)))
    order = np.argsort(-areas, kind="stable")
    shapes = crs.transform(holes[order], metric, crs.WGS84)
    return tuple(
        Gap(float(areas[n]), float(widths[n]), shape) for n, shape in zip(order, shapes, strict=True)
    )


def dissolve(
    geometries: NDArray[np.object_], keys: Sequence[str]
) -> tuple[tuple[str, ...], NDArray[np.object_], tuple[int, ...]]:
    """One shape for each key, in the order of first appearance; and the row at which each key appeared
    first.
    """
    rows_by_key: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows_by_key.setdefault(key, []).append(row)
    shapes = np.empty(len(rows_by_key), dtype=np.object_)
    for place, rows in enumerate(rows_by_key.values()):
        shapes[place] = geometries[rows[0]] if len(rows) == 1 else shapely.union_all(geometries[rows])
    return tuple(rows_by_key), shapes, tuple(rows[0] for rows in rows_by_key.values())
