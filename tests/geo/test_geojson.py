import json

import pytest
import shapely

from geo import geojson
from geo.errors import GeometryCode, GeometryError

SQUARE = [[28.0, 61.0], [28.1, 61.0], [28.1, 61.1], [28.0, 61.1], [28.0, 61.0]]
BOW_TIE = [[28.0, 61.0], [28.1, 61.1], [28.1, 61.0], [28.0, 61.1], [28.0, 61.0]]


def polygon(*rings: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def point(*numbers: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(numbers)}


def code_of(error: pytest.ExceptionInfo[GeometryError]) -> GeometryCode:
    return error.value.code


def test_a_point_is_read_with_longitude_first() -> None:
    read = geojson.read_point(point(28.19, 61.06))
    assert (read.x, read.y) == (28.19, 61.06)


def test_heights_are_dropped() -> None:
    assert not geojson.read_point(point(28.19, 61.06, 77.5)).has_z


def test_a_feature_is_read_for_its_geometry() -> None:
    assert geojson.read_point({"type": "Feature", "geometry": point(1, 2), "properties": None}).y == 2


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (point("28.19", 61.06), GeometryCode.NOT_A_NUMBER),
        (point(True, 61.06), GeometryCode.NOT_A_NUMBER),
        (point(None, 61.06), GeometryCode.NOT_A_NUMBER),
        (point(float("nan"), 61.06), GeometryCode.NOT_FINITE),
        (point(float("inf"), 61.06), GeometryCode.NOT_FINITE),
        (point(1e308, 61.06), GeometryCode.OUT_OF_RANGE),
        (point(10**400, 61.06), GeometryCode.OUT_OF_RANGE),
        (point(28.19, 90.1), GeometryCode.OUT_OF_RANGE),
        (point(28.19), GeometryCode.WRONG_DIMENSIONS),
        (point(1, 2, 3, 4, 5), GeometryCode.WRONG_DIMENSIONS),
        (point(), GeometryCode.EMPTY),
        (point([1, 2], [3, 4]), GeometryCode.NOT_A_NUMBER),
        ({"type": "Point"}, GeometryCode.NOT_GEOJSON),
        ({"type": "Point", "coordinates": {"x": 1}}, GeometryCode.NOT_GEOJSON),
        ({"type": "Polygon", "coordinates": []}, GeometryCode.WRONG_KIND),
        ({"type": "GeometryCollection", "geometries": []}, GeometryCode.WRONG_KIND),
        ({"type": ["Point"]}, GeometryCode.NOT_GEOJSON),
        ({"type": "Feature", "geometry": None}, GeometryCode.NOT_GEOJSON),
        ([28.19, 61.06], GeometryCode.NOT_GEOJSON),
        (None, GeometryCode.NOT_GEOJSON),
        ("POINT(1 2)", GeometryCode.NOT_GEOJSON),
    ],
)
def test_a_point_that_is_none_is_refused_with_its_reason(value: object, code: GeometryCode) -> None:
    with pytest.raises(GeometryError) as error:
        geojson.read_point(value)
    assert code_of(error) is code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (polygon(SQUARE[:-1]), GeometryCode.RING_NOT_CLOSED),
        (polygon(SQUARE[:3]), GeometryCode.TOO_FEW_VERTICES),
        (polygon(BOW_TIE), GeometryCode.NOT_VALID),
        (polygon([]), GeometryCode.EMPTY),
        (polygon(), GeometryCode.EMPTY),
        ({"type": "Polygon", "coordinates": SQUARE}, GeometryCode.NOT_GEOJSON),
        ({"type": "MultiPolygon", "coordinates": [[[]]]}, GeometryCode.EMPTY),
        (point(1, 2), GeometryCode.WRONG_KIND),
    ],
)
def test_a_polygon_that_is_none_is_refused_with_its_reason(value: object, code: GeometryCode) -> None:
    with pytest.raises(GeometryError) as error:
        geojson.read_geometry(value, ("Polygon", "MultiPolygon"))
    assert code_of(error) is code


def test_a_polygon_keeps_its_hole() -> None:
    hole = [[28.04, 61.04], [28.06, 61.04], [28.06, 61.06], [28.04, 61.04]]
    read = geojson.read_geometry(polygon(SQUARE, hole), ("Polygon",))
    assert len(shapely.get_rings(read)) == 2


def test_lines_and_collections_of_polygons_are_read() -> None:
    line = geojson.read_geometry({"type": "LineString", "coordinates": SQUARE}, ("LineString",))
    many = geojson.read_geometry({"type": "MultiPolygon", "coordinates": [[SQUARE]]}, ("MultiPolygon",))
    assert line.geom_type == "LineString"
    assert many.geom_type == "MultiPolygon"


def test_a_shape_with_too_many_vertices_is_refused_before_it_is_built() -> None:
    with pytest.raises(GeometryError) as error:
        geojson.read_geometry(polygon(SQUARE), ("Polygon",), geojson.Limits(vertices=4))
    assert code_of(error) is GeometryCode.TOO_MANY_VERTICES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "Point", "coordinates": [NaN, 1]}', GeometryCode.NOT_FINITE),
        ('{"type": "Point", "coordinates": [1e999, 1]}', GeometryCode.NOT_FINITE),
        ('{"type": "Point", "coordinates": [-Infinity, 1]}', GeometryCode.NOT_FINITE),
        ('{"type": "Point"', GeometryCode.NOT_JSON),
        ("", GeometryCode.NOT_JSON),
        ("[" + "1" * 5000 + "]", GeometryCode.NOT_JSON),
        ("[" * 100_000, GeometryCode.TOO_DEEP),
        (b"\xff\xfe", GeometryCode.NOT_JSON),
        ("\ud800", GeometryCode.NOT_JSON),
        (" " * (geojson.MAX_TEXT_BYTES + 1), GeometryCode.TOO_LARGE),
    ],
)
def test_a_text_that_is_no_plain_json_is_refused_with_its_reason(
    text: str | bytes, code: GeometryCode
) -> None:
    with pytest.raises(GeometryError) as error:
        geojson.parse_json(text)
    assert code_of(error) is code


def test_form_fields_are_read_with_a_point_or_a_comma() -> None:
    assert geojson.read_position("28,19", " 61.06 ").wkt == "POINT (28.19 61.06)"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", GeometryCode.NOT_A_NUMBER),
        ("abc", GeometryCode.NOT_A_NUMBER),
        ("2_8", GeometryCode.NOT_FINITE),
        ("nan", GeometryCode.NOT_FINITE),
        ("1e999", GeometryCode.NOT_FINITE),
        ("181", GeometryCode.OUT_OF_RANGE),
    ],
)
def test_form_fields_that_are_no_place_are_refused(text: str, code: GeometryCode) -> None:
    with pytest.raises(GeometryError) as error:
        geojson.read_position(text, "61.06")
    assert code_of(error) is code


def test_a_collection_is_written_as_any_reader_reads_it() -> None:
    made = geojson.feature(shapely.Point(28.123456789, 61), {"name": "Keskus"}, id=7)
    text = geojson.write_json(geojson.feature_collection([made, geojson.feature(None, {})]))
    read = json.loads(text)
    assert read["features"][0]["geometry"]["coordinates"] == [28.1234568, 61.0]
    assert read["features"][0]["id"] == 7
    assert read["features"][1]["geometry"] is None


def test_a_number_that_json_has_not_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        geojson.write_json({"area": float("nan")})
