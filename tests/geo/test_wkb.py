"""Well-known binary that says more of itself than is there (T11)."""

import struct
from typing import Literal

import pytest
import shapely

from geo.errors import GeometryCode, GeometryError
from geo.wkb import MOST_DEEP, check_wkb
from tests.geo.files import EAST, WEST

Flavor = Literal["iso", "extended"]
FLAVORS: tuple[Flavor, ...] = ("iso", "extended")
HOLE = shapely.box(28.14, 61.04, 28.16, 61.06)
RINGED = shapely.Polygon(WEST.exterior.coords, [HOLE.exterior.coords])
SHAPES = [
    shapely.Point(1, 2),
    shapely.LineString([(0, 0), (1, 1), (2, 0)]),
    RINGED,
    shapely.Polygon(),
    shapely.MultiPoint([(0, 0), (1, 1)]),
    shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]),
    shapely.MultiPolygon([RINGED, EAST]),
    shapely.GeometryCollection([shapely.Point(1, 2), shapely.MultiPolygon([RINGED])]),
    shapely.GeometryCollection(),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
@pytest.mark.parametrize("flavor", FLAVORS)
@pytest.mark.parametrize("byte_order", [0, 1])
def test_every_kind_of_shape_passes_whole_and_never_in_part(
    shape: shapely.Geometry, flavor: Flavor, byte_order: int
) -> None:
    for one in (shape, shapely.force_3d(shape, 5.0)):
        data = shapely.to_wkb(one, flavor=flavor, output_dimension=3, byte_order=byte_order)
        check_wkb(data)
        for end in [*range(0, len(data), 7), len(data) - 1]:
            assert code(data[:end]) is GeometryCode.UNREADABLE
        assert code(data + b"\0") is GeometryCode.UNREADABLE


def code(data: bytes) -> GeometryCode:
    with pytest.raises(GeometryError) as refused:
        check_wkb(data)
    return refused.value.code


def test_a_shape_of_very_many_points_that_are_not_there_is_refused() -> None:
    most = 2**32 - 1
    assert code(struct.pack("<BIII", 1, 3, 1, most)) is GeometryCode.UNREADABLE
    assert code(struct.pack("<BII", 1, 2, most)) is GeometryCode.UNREADABLE
    assert code(struct.pack("<BII", 1, 6, most)) is GeometryCode.UNREADABLE


def test_collections_lie_in_each_other_only_so_deep() -> None:
    inmost = shapely.to_wkb(shapely.Point(1, 2))
    layer = struct.pack("<BII", 1, 7, 1)
    check_wkb(layer * MOST_DEEP + inmost)
    assert code(layer * (MOST_DEEP + 1) + inmost) is GeometryCode.UNREADABLE
    assert code(layer * 1_000_000 + inmost) is GeometryCode.UNREADABLE


@pytest.mark.parametrize("kind", [8, 9, 10, 12, 1010, 3012, 15, 17])
def test_curves_are_told_from_what_is_broken(kind: int) -> None:
    assert code(struct.pack("<BII", 1, kind, 0)) is GeometryCode.CURVED


@pytest.mark.parametrize("kind", [0, 18, 999, 4003, 0x20000003, 0x800003EB])
def test_kinds_that_nobody_knows_are_refused(kind: int) -> None:
    assert code(struct.pack("<BII", 1, kind, 0)) is GeometryCode.UNREADABLE
