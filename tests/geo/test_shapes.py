"""Lines and areas that people draw: what is read, what is refused, what is cut, and the point that stands for them."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryCode, GeometryError
from geo.shapes import (
    MOST_VERTICES,
    inside_of,
    kept_shape,
    kind_of,
    point_on,
    read_shape,
    shape_json,
    size_of,
)

C = GeometryCode
SQUARE = [[28.0, 61.0], [28.01, 61.0], [28.01, 61.01], [28.0, 61.01], [28.0, 61.0]]
HOLE = [[28.004, 61.004], [28.006, 61.004], [28.006, 61.006], [28.004, 61.006], [28.004, 61.004]]
BOW_TIE = [[28.0, 61.0], [28.01, 61.01], [28.01, 61.0], [28.0, 61.01], [28.0, 61.0]]
CITY = shapely.box(28.0, 61.0, 28.4, 61.2)


def line(*corners: object) -> str:
    return json.dumps({"type": "LineString", "coordinates": list(corners)})


def area(*rings: object) -> str:
    return json.dumps({"type": "Polygon", "coordinates": list(rings)})


def read(text: str) -> BaseGeometry:
    return read_shape(text)


def test_a_line_and_an_area_are_read_with_their_sizes() -> None:
    street, park = read(line([28.0, 61.0], [28.0, 61.01])), read(area(SQUARE))
    assert (kind_of(street), kind_of(park)) == ("line", "area")
    assert size_of(street) == pytest.approx(1114, abs=1)
    assert size_of(park) == pytest.approx(1114 * 541, rel=0.01)


def test_what_is_written_is_read_again_the_same() -> None:
    shape = read(area(SQUARE))
    assert kept_shape(shape_json(shape)) == shape == read(shape_json(shape))


def test_a_line_may_cross_itself_and_repeated_corners_are_taken_once() -> None:
    crossing = [[28.0, 61.0], [28.01, 61.01], [28.01, 61.01], [28.01, 61.0], [28.0, 61.01]]
    assert len(read(line(*crossing)).coords) == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", C.NOT_JSON),
        ("piste", C.NOT_JSON),
        ("[" * 100_000, C.TOO_DEEP),
        ('{"type":"LineString","coordinates":[[NaN,61],[28,61]]}', C.NOT_FINITE),
        ('{"type":"LineString","coordinates":[[1e999,61],[28,61]]}', C.NOT_FINITE),
        ('{"type":"LineString","coordinates":[[-Infinity,61],[28,61]]}', C.NOT_FINITE),
        (line(["28", "61"], ["28", "62"]), C.NOT_A_NUMBER),
        (line([True, 61], [28, 61]), C.NOT_A_NUMBER),
        (line([1e308, 61], [28, 61]), C.OUT_OF_RANGE),
        (line([28.0, 61.0]), C.TOO_FEW_VERTICES),
        (line([28.0, 61.0], [28.0, 61.0]), C.NOT_VALID),
        (line([28.0, 61.0], [28.0, 61.00005]), C.TOO_SMALL),
        (line(*[[28 + n / 100_000, 61.0] for n in range(MOST_VERTICES + 1)]), C.TOO_MANY_VERTICES),
        (line(*[[28 + n / 100_000, 61.0] for n in range(30_000)]), C.TOO_LARGE),
        (area([[28.0, 61.0], [28.01, 61.0], [28.0, 61.0]]), C.TOO_FEW_VERTICES),
        (area(SQUARE[:-1]), C.RING_NOT_CLOSED),
        (area(BOW_TIE), C.NOT_VALID),
        (area(SQUARE, HOLE), C.HAS_HOLE),
        (area([[28.0, 61.0], [28.0001, 61.0], [28.0001, 61.0001], [28.0, 61.0]]), C.TOO_SMALL),
        (area([[28.0, 61.0], [28.01, 61.0], [28.02, 61.0], [28.0, 61.0]]), C.NOT_VALID),
        ('{"type":"Point","coordinates":[28,61]}', C.WRONG_KIND),
        ('{"type":"MultiLineString","coordinates":[[[28,61],[28,62]]]}', C.WRONG_KIND),
        ('{"type":"GeometryCollection","geometries":[]}', C.WRONG_KIND),
    ],
)
def test_what_cannot_be_a_place_is_refused_with_a_code(text: str, code: GeometryCode) -> None:
    with pytest.raises(GeometryError) as caught:
        read_shape(text)
    assert caught.value.code is code


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(GeometryError):
        read_shape(text)


@pytest.mark.parametrize(
    ("shape", "is_taken"),
    [
        (shapely.box(28.1, 61.0, 28.2, 61.1), True),
        (shapely.box(28.1, 60.9995, 28.2, 61.1), True),
        (shapely.box(28.1, 60.998, 28.2, 61.1), False),
        (shapely.LineString([(28.1, 60.9995), (28.1, 61.1)]), True),
        (shapely.LineString([(28.1, 60.998), (28.1, 61.1)]), False),
        (shapely.LineString([(28.1, 61.05), (28.1, 60.9999), (28.2, 60.9999), (28.2, 61.05)]), False),
        (shapely.box(27.0, 60.0, 27.1, 60.1), False),
    ],
)
def test_less_than_a_hundredth_outside_is_cut_off_and_more_is_refused(
    shape: BaseGeometry, is_taken: bool
) -> None:
    inside = shapely.intersection(shape, CITY)
    if not is_taken:
        with pytest.raises(GeometryError) as caught:
            inside_of(shape, inside)
        assert caught.value.code is C.OUTSIDE_CITY
        return
    kept = inside_of(shape, inside)
    assert kept.geom_type == shape.geom_type
    assert CITY.buffer(1e-6).covers(kept)
    assert size_of(kept) >= 0.99 * size_of(shape)


def test_a_shape_that_the_city_would_part_in_two_is_refused() -> None:
    two = shapely.union(shapely.box(28.0, 61.0, 28.1, 61.1), shapely.box(28.1001, 61.0, 28.2, 61.1))
    with pytest.raises(GeometryError):
        inside_of(shapely.box(28.0, 61.0, 28.2, 61.1), two)


def test_the_hole_of_a_cut_area_is_left_filled() -> None:
    city = CITY.difference(shapely.box(28.15, 61.05, 28.1501, 61.0501))
    park = shapely.box(28.1, 61.0, 28.2, 61.1)
    assert inside_of(park, shapely.intersection(park, city)).equals(park)


def test_the_point_of_a_line_is_its_middle_and_that_of_an_area_lies_inside() -> None:
    path = shapely.LineString([(28.0, 61.0), (28.2, 61.0)])
    assert point_on(path, path).coords[0] == pytest.approx((28.1, 61.0))
    horseshoe = shapely.box(28.0, 61.0, 28.1, 61.1).difference(shapely.box(28.02, 61.02, 28.08, 61.2))
    assert horseshoe.contains(point_on(horseshoe, horseshoe))


def test_the_point_lies_on_the_largest_piece_of_the_part_and_a_touch_is_no_part() -> None:
    path = shapely.LineString([(28.0, 61.0), (28.4, 61.0)])
    pieces = shapely.from_wkt(
        "GEOMETRYCOLLECTION(POINT(28.4 61), MULTILINESTRING((28 61, 28.1 61), (28.2 61, 28.38 61)))"
    )
    assert point_on(pieces, path).x == pytest.approx(28.29)
    assert point_on(shapely.Point(28.4, 61), path).x == pytest.approx(28.2)
