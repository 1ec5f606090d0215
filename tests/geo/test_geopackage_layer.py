"""GeoPackages as programs write them, and as nobody should: read without GDAL."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from geo.errors import GeometryCode, GeometryError
from geo.layer import FindingCode
from geo.reader import read_layer
from tests.geo.files import EAST, WEST, run_sql, write_layer

FIELDS: dict[str, list[object]] = {"code": ["01", "02"], "name": ["Länsi", "Itä"]}


def refused(path: Path) -> GeometryError:
    with pytest.raises(GeometryError) as error:
        read_layer(path)
    return error.value


def test_values_keep_their_kind_and_the_number_of_a_row_is_no_field(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    values = {
        "people": np.array([5, 7]),
        "share": np.array([0.5, np.nan]),
        "open": np.array([True, False]),
        "day": np.array(["2026-01-02", "NaT"], dtype="datetime64[D]"),
        "none": np.array([None, None], dtype=object),
    }
    shapes = np.array(shapely.to_wkb([WEST, EAST]), dtype=object)
    pyogrio.raw.write(
        path, shapes, list(values.values()), np.array(list(values)), geometry_type="Polygon", crs="EPSG:4326"
    )
    read = read_layer(path)
    assert [(column.name, column.kind) for column in read.columns] == [
        ("people", "integer"),
        ("share", "decimal"),
        ("open", "truth"),
        ("day", "text"),
    ]
    assert read.rows == (
        {"people": 5, "share": 0.5, "open": True, "day": "2026-01-02"},
        {"people": 7, "share": None, "open": False, "day": None},
    )


def test_names_with_signs_of_sql_in_them_are_names(tmp_path: Path) -> None:
    layer = 'a"; drop table "b'
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], {'co"de': ["1", "2"]}, layer=layer)
    read = read_layer(path)
    assert (read.layer, read.rows[1]) == (layer, {'co"de': "2"})


def test_a_row_without_a_shape_is_left_and_said(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS, SPATIAL_INDEX="NO")
    run_sql(path, "update a set geom = null where code = '01'")
    read = read_layer(path)
    assert ([row["code"] for row in read.rows], read.findings[0].code) == (
        ["02"],
        FindingCode.ROWS_WITHOUT_SHAPE,
    )


@pytest.mark.parametrize("shape", ["'text'", "X'00'", "X'4750000100000000'", "X'4750000F000000000103'", "5"])
def test_what_is_no_shape_is_refused_with_its_row(tmp_path: Path, shape: str) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS, SPATIAL_INDEX="NO")
    run_sql(path, f"update a set geom = {shape} where code = '02'")
    error = refused(path)
    assert (error.code, error.details["feature"]) == (GeometryCode.UNREADABLE, 2)


def test_a_layer_without_rows_has_no_areas(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS, SPATIAL_INDEX="NO")
    run_sql(path, "delete from a")
    assert refused(path).code is GeometryCode.NO_FEATURES


def test_a_system_without_a_number_is_told_by_its_definition(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS)
    run_sql(
        path, "update gpkg_spatial_ref_sys set organization = 'NONE', definition = 'Own' where srs_id = 4326"
    )
    read = read_layer(path)
    assert not read.crs.is_confirmed
    assert read.findings[0].details == {"definition": "Own"}


def test_a_column_of_shapes_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS)
    run_sql(path, "update gpkg_geometry_columns set column_name = 'shape'")
    assert refused(path).code is GeometryCode.UNREADABLE


def test_the_column_of_shapes_is_found_in_whichever_letters_it_is_declared(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS)
    run_sql(path, "update gpkg_geometry_columns set column_name = 'GEOM'")
    assert [column.name for column in read_layer(path).columns] == ["code", "name"]
