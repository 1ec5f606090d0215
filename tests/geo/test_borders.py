"""What edges alone tell of a division must be what looking at every neighbour tells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo.borders import is_matched, loose_edges

GAP = 5.0
SIDE = 4
Polygons = NDArray[np.object_]


def grid() -> Polygons:
    """Squares of a hundred metres, with a corner more on each side; the one in the middle is a lake."""
    column, row = np.meshgrid(np.arange(SIDE) * 100.0, np.arange(SIDE) * 100.0)
    squares = shapely.segmentize(
        shapely.box(column.ravel(), row.ravel(), column.ravel() + 100, row.ravel() + 100), 50
    )
    return np.delete(np.asarray(squares, dtype=np.object_), 5)


def shifted(polygon: shapely.Geometry, by: float) -> shapely.Geometry:
    return shapely.transform(polygon, lambda xy: xy + by)


def swap(polygons: Polygons, row: int, polygon: shapely.Geometry) -> Polygons:
    changed = polygons.copy()
    changed[row] = polygon
    return changed


def with_corner_moved(polygons: Polygons, row: int, by: float) -> Polygons:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = xy.copy()
        moved[1] += by
        return moved

    return swap(polygons, row, shapely.transform(polygons[row], move))


LAYERS: dict[str, Callable[[], Polygons]] = {
    "clean, with a lake": grid,
    "turned the other way": lambda: swap(grid(), 3, shapely.reverse(grid()[3])),
    "in two parts": lambda: np.array([shapely.MultiPolygon([grid()[0], grid()[9]]), *grid()[1:9]]),
    "with a hole that another fills": lambda: np.array(
        [shapely.box(0, 0, 90, 90) - shapely.box(30, 30, 60, 60), shapely.box(30, 30, 60, 60)]
    ),
    "with a point twice": lambda: np.array([shapely.Polygon([(0, 0), (9, 0), (9, 0), (9, 9)]), *grid()[2:]]),
    "with the same shape twice": lambda: np.array([*grid(), grid()[7]]),
    "with one turned and twice": lambda: np.array([*grid(), shapely.reverse(grid()[7])]),
    "with one inside another": lambda: np.array([*grid(), shapely.box(20, 20, 40, 40)]),
    "with one over all": lambda: np.array([*grid(), shapely.box(-9, -9, 900, 900)]),
    "with one moved a little": lambda: swap(grid(), 6, shifted(grid()[6], 1.0)),
    "with one moved far": lambda: swap(grid(), 6, shifted(grid()[6], 900.0)),
    "with a narrow channel to the outside": lambda: np.array(
        [shapely.box(0, 0, 99, 100), shapely.box(100, 0, 200, 100)]
    ),
    "with a channel beside a narrow area": lambda: np.array(
        [shapely.box(0, 0, 99, 100), shapely.box(100, 0, 102, 100), shapely.box(102, 0, 200, 100)]
    ),
    "with a corner that only one neighbour has": lambda: swap(grid(), 8, shapely.segmentize(grid()[8], 30)),
    "touching at a corner": lambda: np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)]),
    "of one area": lambda: grid()[:1],
}


@pytest.mark.parametrize("name", LAYERS)
def test_edges_alone_tell_what_looking_at_every_neighbour_tells(name: str) -> None:
    polygons = LAYERS[name]()
    expected = bool(shapely.coverage_is_valid(polygons, gap_width=GAP))
    loose = loose_edges(polygons)
    assert is_matched(polygons, loose, GAP) is expected
    if expected:
        assert loose is not None
        assert shapely.equals(loose.ground, shapely.union_all(polygons))


@pytest.mark.parametrize("row", range(SIDE * SIDE - 1))
@pytest.mark.parametrize("by", [-3.0, 0.25, 40.0])
def test_a_corner_moved_by_one_neighbour_alone_is_seen(row: int, by: float) -> None:
    polygons = with_corner_moved(grid(), row, by)
    expected = bool(shapely.coverage_is_valid(polygons, gap_width=GAP))
    assert is_matched(polygons, loose_edges(polygons), GAP) is expected


def test_only_the_outline_and_the_shore_are_loose() -> None:
    loose = loose_edges(grid())
    assert loose is not None
    assert shapely.length(loose.ground) == pytest.approx(4 * SIDE * 100 + 400)
    assert len(loose.ends) == 2 * (4 * SIDE + 4)
    assert loose.rows.tolist() == [row for row in range(SIDE * SIDE - 1) if row != 9]
