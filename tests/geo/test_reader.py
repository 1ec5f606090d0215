import json
import struct
from pathlib import Path

import pytest
import shapely

from geo import crs
from geo.errors import GeometryCode, GeometryError
from geo.layer import AS_THE_FILE_SAYS, Choices, CrsSource, FindingCode, Format, LayerRead
from geo.reader import read_layer
from tests.geo.files import EAST, WEST, pack, run_sql, shapefile_parts, square, write_geojson, write_layer

FIELDS: dict[str, list[object]] = {"code": ["01", "02"], "name": ["Länsi", "Itä"]}


def noticed(layer: LayerRead) -> set[FindingCode]:
    return {finding.code for finding in layer.findings}


def refusal(path: Path, choices: Choices = AS_THE_FILE_SAYS) -> GeometryCode:
    with pytest.raises(GeometryError) as error:
        read_layer(path, choices)
    return error.value.code


def test_a_geopackage_is_read_with_its_system(tmp_path: Path) -> None:
    there = list(crs.transform(shapely.from_wkb(shapely.to_wkb([WEST, EAST])), crs.WGS84, 3882))
    read = read_layer(write_layer(tmp_path / "a.gpkg", there, FIELDS, epsg=3882))
    assert read.format is Format.GEOPACKAGE
    assert (read.crs.used.epsg, read.crs.source, read.crs.is_confirmed) == (3882, CrsSource.FILE, True)
    assert [row["name"] for row in read.preview] == ["Länsi", "Itä"]
    assert shapely.hausdorff_distance(read.geometries[0], WEST) < 1e-6


def test_the_layers_of_a_geopackage_are_offered_and_one_can_be_chosen(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS, layer="alueet")
    write_layer(path, [WEST], {"code": ["405"]}, layer="raja", append=True)
    read = read_layer(path)
    assert (read.layer, read.layers) == ("alueet", ("alueet", "raja"))
    assert len(read_layer(path, Choices(layer="raja")).rows) == 1
    assert refusal(path, Choices(layer="muu")) is GeometryCode.LAYER_UNKNOWN


def test_a_geopackage_with_a_view_is_refused_without_opening_the_view(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid FROM n"
    run_sql(path, f"CREATE VIEW endless AS {endless}")
    assert refusal(path) is GeometryCode.GEOPACKAGE_HAS_VIEW


def test_a_database_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    run_sql(path, "CREATE TABLE alue (nimi TEXT)")
    assert refusal(path) is GeometryCode.GEOPACKAGE_BROKEN


def test_curves_are_refused(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS)
    run_sql(path, "UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
    assert refusal(path) is GeometryCode.CURVED


def test_a_shapefile_is_read_from_its_zip_and_other_files_are_left(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä"))
    files = {f"kansio/Alueet{suffix}": data for suffix, data in parts.items()} | {
        "kansio/lue minut.txt": b"hei"
    }
    read = read_layer(pack(tmp_path / "a.zip", files))
    assert (read.format, read.layers) == (Format.SHAPEFILE, ("Alueet",))
    assert read.preview[0] == {"KOODI": "01", "NIMI": "Länsi"}
    assert noticed(read) == {FindingCode.OTHER_FILES_IGNORED}


def test_letters_without_a_cpg_are_guessed_and_said(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi-Äänekoski", "Itä"), encoding="ISO-8859-1")
    table = bytearray(parts[".dbf"])
    table[29] = 0
    files = {f"a{suffix}": parts[suffix] for suffix in (".shp", ".shx", ".prj")} | {"a.dbf": bytes(table)}
    read = read_layer(pack(tmp_path / "a.zip", files))
    assert read.preview[0]["NIMI"] == "Länsi-Äänekoski"
    assert FindingCode.ENCODING_GUESSED in noticed(read)


def test_a_person_can_choose_the_letters(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä"), encoding="ISO-8859-1")
    path = pack(
        tmp_path / "a.zip", {f"a{suffix}": data for suffix, data in parts.items() if suffix != ".cpg"}
    )
    assert read_layer(path, Choices(encoding="cp437")).preview[0]["NIMI"] == "LΣnsi"
    assert read_layer(path, Choices(encoding="latin-1")).preview[0]["NIMI"] == "Länsi"
    assert refusal(path, Choices(encoding="rot13")) is GeometryCode.ENCODING_UNKNOWN


def test_a_cpg_that_is_a_web_page_is_left_aside(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä")) | {".cpg": b"<!DOCTYPE html><html>404</html>"}
    read = read_layer(pack(tmp_path / "a.zip", {f"a{suffix}": data for suffix, data in parts.items()}))
    assert FindingCode.ENCODING_FILE_UNREADABLE in noticed(read)
    assert read.preview[0]["NIMI"] == "Länsi"


def test_a_prj_that_is_a_web_page_leaves_the_system_to_be_confirmed(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä")) | {".prj": b"<!DOCTYPE html><html>404</html>"}
    read = read_layer(pack(tmp_path / "a.zip", {f"a{suffix}": data for suffix, data in parts.items()}))
    assert FindingCode.CRS_FILE_UNREADABLE in noticed(read)
    assert not read.crs.is_confirmed
    assert read.crs.candidates == (crs.CrsCandidate(crs.WGS84),)


def test_a_missing_index_is_rebuilt_and_a_missing_table_is_not(tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi", "Itä"))
    without_index = {f"a{suffix}": data for suffix, data in parts.items() if suffix != ".shx"}
    without_table = {f"a{suffix}": data for suffix, data in parts.items() if suffix != ".dbf"}
    read = read_layer(pack(tmp_path / "a.zip", without_index))
    assert FindingCode.INDEX_REBUILT in noticed(read)
    assert len(read.rows) == 2
    assert refusal(pack(tmp_path / "b.zip", without_table)) is GeometryCode.SHAPEFILE_INCOMPLETE


def test_a_bare_shp_is_refused_with_a_word_about_its_other_parts(tmp_path: Path) -> None:
    shapefile_parts(tmp_path, ("Länsi", "Itä"))
    assert refusal(tmp_path / "alueet.shp") is GeometryCode.SHAPEFILE_INCOMPLETE


def test_geojson_is_degrees_unless_it_says_otherwise(tmp_path: Path) -> None:
    read = read_layer(write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)]))
    assert (read.crs.used.epsg, read.crs.is_confirmed) == (crs.WGS84, True)
    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}
    other = write_geojson(tmp_path / "b.geojson", [square(560_000, 6_760_000, 1000)], crs=member)
    assert read_layer(other).crs.used.epsg == crs.TM35FIN


def test_metres_in_a_geojson_without_a_system_are_for_a_person_to_confirm(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28_510_000, 6_760_000, 1000)])
    read = read_layer(path)
    assert (read.crs.used.epsg, read.crs.is_confirmed) == (3882, False)
    assert read_layer(path, Choices(epsg=3882)).crs.is_confirmed


def test_latitude_before_longitude_is_seen_and_never_taken_silently(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(61.0, 28.1)])
    read = read_layer(path)
    assert not read.crs.is_confirmed
    assert read.crs.candidates == (crs.CrsCandidate(crs.WGS84, is_swapped=True),)
    assert FindingCode.AXES_SWAPPED in noticed(read)
    chosen = read_layer(path, Choices(epsg=crs.WGS84, is_swapped=True))
    assert chosen.crs.is_confirmed
    assert shapely.hausdorff_distance(chosen.geometries[0], WEST) < 1e-9


def test_north_before_east_is_seen(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(6_760_000, 560_000, 1000)])
    assert read_layer(path).crs.candidates == (crs.CrsCandidate(crs.TM35FIN, is_swapped=True),)


def test_a_chosen_system_in_which_the_layer_cannot_lie_is_not_taken(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28_510_000, 6_760_000, 1000)])
    read = read_layer(path, Choices(epsg=crs.TM35FIN))
    assert not read.crs.is_confirmed
    assert refusal(path, Choices(epsg=999_999)) is GeometryCode.CRS_UNKNOWN


def test_coordinates_of_no_known_system_are_refused(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(5_000, 5_000, 10)])
    assert refusal(path) is GeometryCode.CRS_DOES_NOT_FIT


def test_rings_are_closed_heights_dropped_and_collections_unwrapped(tmp_path: Path) -> None:
    ring = [[x, y, 80.0] for x, y in shapely.get_coordinates(WEST)[:-1].tolist()]
    collection = {"type": "GeometryCollection", "geometries": [square(28.2, 61.0), square(28.3, 61.0)]}
    read = read_layer(
        write_geojson(tmp_path / "a.geojson", [{"type": "Polygon", "coordinates": [ring]}, collection])
    )
    assert noticed(read) >= {FindingCode.RINGS_CLOSED, FindingCode.COLLECTIONS_UNWRAPPED}
    assert not shapely.has_z(read.geometries).any()
    assert shapely.area(read.geometries[1]) == pytest.approx(0.02)


def test_heights_of_a_geopackage_are_dropped_and_said(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "a.gpkg", list(shapely.force_3d([WEST, EAST], 80.0)), FIELDS, geometry_type="Polygon Z"
    )
    read = read_layer(path)
    assert FindingCode.HEIGHTS_DROPPED in noticed(read)
    assert not shapely.has_z(read.geometries).any()


def test_rows_without_a_shape_are_left_and_said(tmp_path: Path) -> None:
    read = read_layer(write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0), None]))
    assert len(read.rows) == len(read.geometries) == 1
    assert FindingCode.ROWS_WITHOUT_SHAPE in noticed(read)


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ({"type": "Point", "coordinates": [28.1, 61.0]}, GeometryCode.NOT_POLYGONS),
        ({"type": "LineString", "coordinates": [[28.1, 61.0], [28.2, 61.0]]}, GeometryCode.NOT_POLYGONS),
        (
            {"type": "Polygon", "coordinates": [[["28", 61], [28, 62], [29, 62], ["28", 61]]]},
            GeometryCode.NOT_A_NUMBER,
        ),
        ({"type": "Polygon", "coordinates": [[[28, 61], [28, 62], [28, 61]]]}, GeometryCode.TOO_FEW_VERTICES),
        (
            {"type": "Polygon", "coordinates": [[[28, 61], [1e300, 62], [29, 62], [28, 61]]]},
            GeometryCode.OUT_OF_RANGE,
        ),
        ({"type": "Polygon", "coordinates": []}, GeometryCode.NO_FEATURES),
        ({"type": "Rhombus", "coordinates": []}, GeometryCode.WRONG_KIND),
        (None, GeometryCode.NO_FEATURES),
    ],
)
def test_a_geojson_that_is_no_division_is_refused_with_its_reason(
    tmp_path: Path, geometry: object, code: GeometryCode
) -> None:
    assert refusal(write_geojson(tmp_path / "a.geojson", [geometry])) is code


def test_what_is_wrong_with_a_feature_is_said_with_its_number(tmp_path: Path) -> None:
    path = write_geojson(
        tmp_path / "a.geojson", [square(28.1, 61.0), {"type": "Polygon", "coordinates": [[]]}]
    )
    with pytest.raises(GeometryError) as error:
        read_layer(path)
    assert error.value.details["feature"] == 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(tmp_path: Path, number: str) -> None:
    path = write_geojson(tmp_path / "a.geojson", [square(28.1, 61.0)])
    path.write_text(path.read_text().replace("28.1", number, 1))
    assert refusal(path) is GeometryCode.NOT_FINITE


def test_nan_in_a_geopackage_is_refused(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [WEST, EAST], FIELDS)
    number, nan = struct.pack("<d", 28.1), struct.pack("<d", float("nan"))
    path.write_bytes(path.read_bytes().replace(number, nan))
    assert refusal(path) is GeometryCode.NOT_FINITE


def test_a_layer_without_fields_cannot_name_its_areas(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": None, "geometry": square(28.1, 61.0)}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(feature))
    assert refusal(path) is GeometryCode.NO_FIELDS


def test_texts_that_are_far_too_long_and_far_too_many_fields_are_refused(tmp_path: Path) -> None:
    long = {"type": "Feature", "properties": {"name": "a" * 20_000}, "geometry": square(28.1, 61.0)}
    wide = {"type": "Feature", "properties": {f"f{n}": n for n in range(101)}, "geometry": square(28.1, 61.0)}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(long))
    assert refusal(path) is GeometryCode.TEXT_TOO_LONG
    path.write_text(json.dumps(wide))
    assert refusal(path) is GeometryCode.TOO_MANY_FIELDS


def test_kml_is_read_without_its_display_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    ring = " ".join(f"{x},{y},0" for x, y in shapely.get_coordinates(WEST))
    path.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Länsi</name>'
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark></Document></kml>"
    )
    read = read_layer(path)
    assert read.format is Format.KML
    assert read.preview == ({"Name": "Länsi"},)
    assert read_layer(pack(tmp_path / "a.zip", {"doc.kml": path.read_bytes()})).format is Format.KML
