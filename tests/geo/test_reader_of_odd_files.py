"""Files that are odd in one place: the rest is read, or the place is told."""

import struct
from pathlib import Path

import pytest
import shapely

from geo.errors import GeometryCode, GeometryError
from geo.layer import Choices, FindingCode
from geo.reader import read_layer
from tests.geo.files import EAST, WEST, pack, run_sql, shapefile_parts, square, write_geojson, write_layer
from tests.geo.test_reader import FIELDS, noticed


def test_a_polygon_without_coordinates_is_a_row_without_a_shape(tmp_path: Path) -> None:
    hollow: list[object] = [
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
    ]
    read = read_layer(write_geojson(tmp_path / "a.geojson", [*hollow, square(28.1, 61)]))
    assert (len(read.rows), noticed(read)) == (1, {FindingCode.ROWS_WITHOUT_SHAPE})


def test_a_row_that_is_no_area_among_areas_is_told_by_its_number(tmp_path: Path) -> None:
    shapes: list[shapely.Geometry] = [
        WEST,
        shapely.GeometryCollection([EAST, shapely.LineString([(28.1, 61), (28.2, 61)])]),
    ]
    with pytest.raises(GeometryError) as mixed:
        read_layer(write_layer(tmp_path / "a.gpkg", shapes, FIELDS, geometry_type="Unknown"))
    assert (mixed.value.code, mixed.value.details["feature"]) == (GeometryCode.NOT_POLYGONS, 2)
    with pytest.raises(GeometryError) as points:
        read_layer(write_layer(tmp_path / "b.gpkg", [WEST.centroid], {"a": ["1"]}, geometry_type="Point"))
    assert "feature" not in points.value.details


def test_shapefiles_of_the_same_name_in_two_folders_are_two_layers(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä"))
    files = {
        f"{folder}/alueet{suffix}": data for folder in ("2013", "2023") for suffix, data in parts.items()
    }
    path = pack(tmp_path / "a.zip", files)
    assert read_layer(path, Choices(layer="2023/alueet")).layers == ("2013/alueet", "2023/alueet")


def test_a_curve_in_a_column_of_any_shape_is_refused_with_its_row(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS, geometry_type="Unknown", SPATIAL_INDEX="NO")
    assert len(read_layer(path).rows) == 2
    circle = [(28.2, 61.0), (28.3, 61.0), (28.2, 61.0)]
    ring = struct.pack("<BII6d", 1, 8, 3, *(part for point in circle for part in point))
    curved = b"GP\x00\x01" + struct.pack("<iBII", 4326, 1, 10, 1) + ring
    run_sql(path, f"update a set geom = X'{curved.hex()}' where code = '02'")
    with pytest.raises(GeometryError) as refused:
        read_layer(path)
    assert (refused.value.code, refused.value.details["feature"]) == (GeometryCode.CURVED, 2)
