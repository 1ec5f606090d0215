"""Real layers as cities and offices publish them, where the folder with them is there: each is odd in its
own way.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest
import shapely

from geo import coverage, crs
from geo.errors import GeometryCode, GeometryError
from geo.layer import AS_THE_FILE_SAYS, Choices, FindingCode
from geo.reader import read_layer

BESIDE = [parent.parent / "shared/data/boundaries" for parent in Path(__file__).resolve().parents[2:4]]
"""Beside the repository, or beside the folder in which a worktree of it lies."""
FOLDERS = [folder for folder in BESIDE if folder.is_dir()]

READ = {
    "02_fi_municipalities_2013.geojson": (320, crs.WGS84, AS_THE_FILE_SAYS),
    "03_fi_municipalities_2023.geojson": (309, crs.WGS84, AS_THE_FILE_SAYS),
    "07_helsinki_osa_alueet.geojson": (148, crs.WGS84, AS_THE_FILE_SAYS),
    "08_helsinki_major_districts_2021.gpkg": (8, crs.WGS84, AS_THE_FILE_SAYS),
    "13_capital_region_major_areas_z.kml": (23, crs.WGS84, AS_THE_FILE_SAYS),
    "15_helsinki_border_3067_shp.zip": (1, crs.TM35FIN, AS_THE_FILE_SAYS),
    "16_helsinki_population_grid_gk25_customcrs_shp.zip": (5784, 3879, Choices(epsg=3879)),
    "18_espoo_school_areas_3879_gml2.gml": (2, 3879, AS_THE_FILE_SAYS),
    "D1_lappeenranta_postal_areas_3882.gpkg": (34, 3882, AS_THE_FILE_SAYS),
    "D2_lappeenranta_gk28_noprj_nocpg_latin1_shp.zip": (34, 3882, Choices(epsg=3882)),
}
REFUSED = {
    "14_helsinki_roads_latin1_nocpg_shp.zip": GeometryCode.NOT_POLYGONS,
    "broken/cpg_is_html_404_page_shp.zip": GeometryCode.NOT_POLYGONS,
    "broken/curvepolygon.gpkg": GeometryCode.CURVED,
    "broken/empty_shp.zip": GeometryCode.NO_FIELDS,
    "broken/line_zm.gpkg": GeometryCode.NOT_POLYGONS,
    "broken/multisurface.gpkg": GeometryCode.CURVED,
    "broken/no_shp_in_zip.zip": GeometryCode.ARCHIVE_WITHOUT_LAYER,
    "broken/not_a_zip.zip": GeometryCode.FORMAT_UNKNOWN,
    "broken/prj_is_html_404_page_shp.zip": GeometryCode.NOT_POLYGONS,
    "broken/pyshp_latin1_noprj_nocpg_shp.zip": GeometryCode.CRS_UNKNOWN,
    "broken/shp_is_html_shp.zip": GeometryCode.FORMAT_MISMATCH,
}


def found(names: Iterable[str]) -> list[Path]:
    return [folder / name for folder in FOLDERS[:1] for name in names if (folder / name).exists()]


def name_of(path: Path) -> str:
    return path.name


if FOLDERS:

    @pytest.mark.parametrize("path", found(READ), ids=name_of)
    def test_a_real_layer_is_read_and_divides_the_ground(path: Path) -> None:
        rows, epsg, choices = READ[path.name]
        read = read_layer(path, choices)
        division = coverage.divide(read.geometries)
        assert (len(read.rows), read.crs.used.epsg, read.crs.is_confirmed) == (rows, epsg, True)
        assert division.is_clean
        assert division.large_overlaps == ()
        assert shapely.is_valid(division.geometries).all()

    @pytest.mark.parametrize("path", found(REFUSED), ids=name_of)
    def test_a_real_file_that_is_no_division_ends_in_a_code(path: Path) -> None:
        with pytest.raises(GeometryError) as error:
            read_layer(path)
        assert error.value.code is REFUSED[path.relative_to(FOLDERS[0]).as_posix()]

    def test_every_file_is_named_here() -> None:
        there = {path.relative_to(FOLDERS[0]).as_posix() for path in FOLDERS[0].rglob("*.*")}
        assert there - {"README.md"} <= {*READ, *REFUSED}
        assert {name for name in there if name.startswith("broken/")} <= set(REFUSED)

    @pytest.mark.parametrize(
        "path", found(name for name, (*_, choices) in READ.items() if choices.epsg), ids=name_of
    )
    def test_a_system_without_a_number_waits_for_a_person(path: Path) -> None:
        read = read_layer(path)
        assert not read.crs.is_confirmed
        assert [candidate.epsg for candidate in read.crs.candidates] == [READ[path.name][1]]

    @pytest.mark.parametrize("path", found(["D2_lappeenranta_gk28_noprj_nocpg_latin1_shp.zip"]), ids=name_of)
    def test_letters_of_a_table_without_a_mark_are_right(path: Path) -> None:
        read = read_layer(path)
        assert FindingCode.ENCODING_GUESSED in {finding.code for finding in read.findings}
        assert "Etelä-Karjala" in str(read.preview[0]["NIMI"])
