import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo import coverage, crs, detail
from geo.errors import GeometryCode, GeometryError

ORIGIN = np.array([564_000.0, 6_769_000.0])


def layer(*shapes: shapely.Geometry) -> NDArray[np.object_]:
    """Shapes drawn in metres around the city centre, in WGS 84."""
    placed = [shapely.transform(shape, lambda xy: xy + ORIGIN) for shape in shapes]
    return crs.transform(np.array(placed, dtype=np.object_), crs.TM35FIN, crs.WGS84)


def test_a_clean_division_is_left_as_it_is() -> None:
    drawn = layer(shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000))
    found = coverage.divide(drawn)
    assert found.is_clean_before
    assert found.is_clean
    assert (found.repairs, found.overlaps, found.gaps) == ((), (), ())
    assert found.areas == pytest.approx((1e6, 1e6), rel=1e-6)
    assert found.largest_change == 0


def test_a_bow_tie_is_repaired_and_the_change_is_told() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    found = coverage.divide(layer(bow_tie))
    (repair,) = found.repairs
    assert repair.area_after == pytest.approx(500_000, rel=1e-6)
    assert repair.is_worth_asking
    assert shapely.is_valid(found.geometries).all()


def test_rings_that_touch_are_repaired_without_a_word() -> None:
    touching = shapely.Polygon([(0, 0), (500, 500), (0, 1000), (1000, 1000), (500, 500), (1000, 0)])
    (repair,) = coverage.divide(layer(touching)).repairs
    assert not repair.is_worth_asking


def test_a_shape_without_any_ground_cannot_be_repaired() -> None:
    line = shapely.Polygon([(0, 0), (1000, 0), (0, 0), (0, 0)])
    with pytest.raises(GeometryError) as error:
        coverage.divide(layer(shapely.box(0, 0, 10, 10), line))
    assert error.value.code is GeometryCode.NOT_REPAIRABLE
    assert error.value.details["rows"] == [1]


def test_a_narrow_gap_is_closed_and_told() -> None:
    around = shapely.box(0, 0, 2000, 1000)
    gap = shapely.box(999, 200, 1001, 800)
    west = shapely.box(0, 0, 1000, 1000) - gap
    east = (around - shapely.box(0, 0, 1000, 1000)) - gap
    found = coverage.divide(layer(west, east))
    assert not found.is_clean_before
    assert found.is_clean
    assert found.gaps[0].area == pytest.approx(1200, rel=0.01)
    assert found.gaps[0].width == pytest.approx(2, rel=0.1)
    assert sum(found.areas) == pytest.approx(2e6, rel=1e-6)
    assert found.largest_change > 500


def test_a_lake_is_a_hole_and_stays() -> None:
    lake = shapely.Point(1000, 500).buffer(200)
    found = coverage.divide(
        layer(shapely.box(0, 0, 1000, 1000) - lake, shapely.box(1000, 0, 2000, 1000) - lake)
    )
    assert len(found.holes) == 1
    assert found.holes[0].width == pytest.approx(400, rel=0.02)
    assert found.is_clean
    assert found.largest_change < 1


def test_a_sliver_claimed_twice_is_given_to_one() -> None:
    found = coverage.divide(layer(shapely.box(0, 0, 1000, 1000), shapely.box(999.5, 0, 2000, 1000)))
    assert found.overlaps[0].is_sliver
    assert found.overlaps[0].area == pytest.approx(500, rel=0.01)
    assert found.is_clean
    assert sum(found.areas) == pytest.approx(2e6, rel=1e-6)


def test_a_large_overlap_is_for_a_person_and_nothing_is_closed() -> None:
    found = coverage.divide(layer(shapely.box(0, 0, 1000, 1000), shapely.box(800, 0, 2000, 1000)))
    (overlap,) = found.large_overlaps
    assert (overlap.first, overlap.second) == (0, 1)
    assert overlap.share == pytest.approx(0.2, rel=0.01)
    assert not found.is_clean
    assert found.largest_change == 0


def test_parts_with_one_code_become_one_area() -> None:
    shapes = layer(shapely.box(0, 0, 10, 10), shapely.box(50, 0, 60, 10), shapely.box(10, 0, 20, 10))
    keys, merged, rows = coverage.dissolve(shapes, ["a", "b", "a"])
    assert (keys, rows) == (("a", "b"), (0, 1))
    assert [shape.geom_type for shape in merged] == ["Polygon", "Polygon"]


def test_less_detail_keeps_borders_shared() -> None:
    wave = [(1000 + 30 * float(np.sin(y / 20)), float(y)) for y in range(0, 1001, 5)]
    west = shapely.Polygon([(0, 1000), (0, 0), *wave])
    east = shapely.Polygon([(2000, 1000), (2000, 0), *wave])
    fewer = detail.levels_of_detail(layer(west, east))[50]
    assert shapely.get_num_coordinates(fewer).sum() < 100
    assert shapely.coverage_is_valid(fewer)


def test_a_label_lies_inside_its_area() -> None:
    ring = shapely.Point(0, 0).buffer(1000) - shapely.Point(0, 0).buffer(800)
    drawn = layer(ring)
    assert drawn[0].contains(detail.centres(drawn)[0])


def test_a_shape_inside_another_is_an_overlap_though_no_border_of_the_larger_is_wrong() -> None:
    west, east = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)
    (overlap,) = coverage.divide(layer(west, east, shapely.box(400, 400, 600, 600))).large_overlaps
    assert (overlap.first, overlap.second) == (0, 2)
    assert overlap.share == pytest.approx(1.0)


def test_the_same_shape_twice_is_an_overlap() -> None:
    west, east = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)
    found = coverage.divide(layer(west, east, west))
    assert [(overlap.first, overlap.second) for overlap in found.large_overlaps] == [(0, 2)]


@pytest.mark.parametrize(("rule", "kilometres"), [("larger", (2.0, 0.5)), ("smaller", (1.5, 1.0))])
def test_a_large_overlap_goes_to_the_one_that_somebody_chose(
    rule: str, kilometres: tuple[float, float]
) -> None:
    shapes = layer(shapely.box(0, 0, 2000, 1000), shapely.box(1500, 0, 2500, 1000))
    found = coverage.divide(shapes, coverage.OverlapRule(rule))
    assert [area / 1e6 for area in found.areas] == pytest.approx(kilometres, rel=1e-3)
    assert found.is_clean
