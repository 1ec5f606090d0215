"""In which outer areas an inner one lies, by the ground it covers."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.coverage import Ground
from geo.crs import TM35FIN, WGS84, transform
from geo.geojson import as_array
from geo.nesting import nest

CORNER = np.array([564_000.0, 6_769_000.0])
WEST, EAST = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)
HORSESHOE = shapely.box(0, 0, 1000, 1000) - shapely.box(300, 300, 700, 1000)
INLET = shapely.box(300, 300, 700, 1000)


def ground(*shapes: shapely.Geometry) -> Ground:
    placed = [shapely.transform(shape, lambda xy: xy + CORNER) for shape in shapes]
    return Ground(transform(as_array(placed), TM35FIN, WGS84))


def test_nothing_is_told_of_areas_that_lie_wholly_in_one() -> None:
    inner = ground(shapely.box(100, 100, 200, 200), shapely.box(900, 0, 1000, 100), WEST, EAST)
    assert nest(inner, ground(WEST, EAST)) == ()


def test_an_area_in_two_is_told_with_its_shares_the_larger_first() -> None:
    inner = ground(shapely.box(10, 10, 20, 20), shapely.box(900, 0, 1300, 100))
    (found,) = nest(inner, ground(WEST, EAST))
    assert (found.inner, found.is_split, found.outside) == (1, True, 0.0)
    assert [row for row, _share in found.parts] == [1, 0]
    assert [share for _row, share in found.parts] == pytest.approx([0.75, 0.25], abs=1e-4)


def test_what_lies_in_none_is_told() -> None:
    inner = ground(shapely.box(1900, 0, 2100, 100), shapely.box(5000, 0, 5100, 100))
    partly, wholly = nest(inner, ground(WEST, EAST))
    assert (partly.inner, partly.is_split) == (0, False)
    assert partly.outside == pytest.approx(0.5, abs=1e-4)
    assert (wholly.inner, wholly.parts, wholly.outside) == (1, (), 1.0)


def test_a_slip_along_a_border_is_not_told() -> None:
    assert nest(ground(shapely.box(0, 0, 1001, 1000)), ground(WEST, EAST)) == ()


def test_an_area_in_the_bay_of_another_does_not_lie_in_it() -> None:
    (found,) = nest(ground(shapely.box(400, 400, 600, 600)), ground(HORSESHOE))
    assert found.outside == 1.0
    assert nest(ground(shapely.box(400, 400, 600, 600)), ground(HORSESHOE, INLET)) == ()


def test_an_area_as_large_as_its_bay_is_cut_though_its_box_is_covered_elsewhere() -> None:
    (found,) = nest(ground(HORSESHOE), ground(HORSESHOE - shapely.box(0, 0, 100, 100), INLET))
    assert found.outside == pytest.approx(10_000 / HORSESHOE.area, abs=1e-4)
