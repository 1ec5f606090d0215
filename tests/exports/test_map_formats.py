"""Map formats go out and come back the same: places in every coordinate system, values, looks, short names."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
import shapely
from flask.testing import FlaskClient
from pyogrio import raw
from pyproj import Transformer
from sqlalchemy.orm import Session

from geo.layer import Choices
from geo.reader import read_layer
from tests import factories
from tests.exports.conftest import FORMULA, PLACES, Fetch
from webapp.exports.dataset import Dataset, Kind
from webapp.exports.datasets import DATASETS
from webapp.exports.formats import FORMATS
from webapp.exports.writing import Systems
from webapp.rounds.models import Round

every_dataset = pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.key)
SYSTEMS = (4326, 3882, 3067)
ON_MAPS = [(one, epsg) for one in FORMATS for epsg in SYSTEMS if one.systems is Systems.ANY]
ON_MAPS += [(one, 4326) for one in FORMATS if one.systems is Systems.DEGREES]


def saved(folder: Path, data: bytes, ending: str, layer: str) -> Path:
    """The file on disk as GDAL opens it."""
    path = folder / f"export.{ending}"
    path.write_bytes(data)
    if ending != "zip":
        return path
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder / f"{layer}.shp"


def rows(path: Path, layer: str) -> tuple[Any, list[Any], dict[str, list[Any]]]:
    meta, _, geometries, values = raw.read(path, layer=layer)
    places = [
        None if one is None else shapely.get_coordinates(shapely.from_wkb(one))[0] for one in geometries
    ]
    return meta, places, {name: list(column) for name, column in zip(meta["fields"], values, strict=True)}


@every_dataset
@pytest.mark.parametrize(("form", "epsg"), ON_MAPS, ids=lambda one: getattr(one, "extension", str(one)))
def test_places_and_values_come_back(
    fetch: Fetch, round_: Round, tmp_path: Path, dataset: Dataset, form: Any, epsg: int
) -> None:
    data = fetch(round_, dataset.key, form.extension, crs=str(epsg))
    path = saved(tmp_path, data, form.ending, dataset.key)
    layer = dataset.key if form.extension != "geojson" else str(pyogrio.list_layers(path)[0][0])
    meta, places, values = rows(path, layer)
    assert (meta["crs"] or "").endswith(str(epsg)) or str(epsg) in pyogrio.read_info(path, layer=layer)["crs"]
    moved = Transformer.from_crs(4326, epsg, always_xy=True)
    for found, place in zip(places, PLACES.values(), strict=True):
        if place is None:
            assert found is None
        else:
            assert found is not None
            assert tuple(found) == pytest.approx(moved.transform(*place), abs=1e-6 if epsg == 4326 else 0.001)
    titles = values["Name"] if form.extension == "kml" else values["title"]
    assert len(titles) == 3
    if dataset.key == "proposals":
        assert [title.strip() for title in titles] == ["-2+3 A", "-2+3 B", "-2+3"]


def test_districts_come_back_by_the_reader_of_uploads(fetch: Fetch, round_: Round, tmp_path: Path) -> None:
    for form, ending in (("gpkg", "gpkg"), ("shp", "zip")):
        path = tmp_path / f"export.{ending}"
        path.write_bytes(fetch(round_, "projects", form, crs="3882"))
        back = read_layer(path, Choices(layer="districts"))
        assert back.crs.used.epsg == 3882
        told = [(row["code"], row["name"], row["population"]) for row in back.rows]
        assert told == [("A", "A (en)", 1000), ("B", "B (en)", 1000)]
        west, south, east, north = shapely.total_bounds(back.geometries)
        assert (west, south, east, north) == pytest.approx((28.0, 61.0, 28.4, 61.2), abs=1e-6)


def test_a_geopackage_knows_money_moments_and_what_is_not_known(
    fetch: Fetch, round_: Round, tmp_path: Path
) -> None:
    path = saved(tmp_path, fetch(round_, "outcome", "gpkg"), "gpkg", "outcome")
    _, _, values = rows(path, "outcome")
    assert values["cost"] == [600.0, 600.0, 600.0]
    assert values["won"] == [True, False, False]
    assert values["votes"][0] == 60 and np.isnan(values["votes"][1]) and np.isnan(values["votes"][2])
    path = saved(tmp_path, fetch(round_, "proposals", "gpkg"), "gpkg", "proposals")
    _, _, values = rows(path, "proposals")
    assert all(str(moment).startswith("20") for moment in values["created_at"])
    assert values["merged_into"] is not None and all(np.isnan(one) for one in values["merged_into"])


@every_dataset
def test_a_geopackage_has_looks_that_qgis_finds_and_explains_its_columns(
    fetch: Fetch, round_: Round, tmp_path: Path, dataset: Dataset
) -> None:
    path = saved(tmp_path, fetch(round_, dataset.key, "gpkg"), "gpkg", dataset.key)
    with sqlite3.connect(path) as database:
        looks = database.execute(
            "select f_table_name, f_geometry_column, styleQML from layer_styles where useAsDefault"
        ).fetchall()
        explained = database.execute('select "column" from columns').fetchall()
        views = database.execute("select count(*) from sqlite_master where type = 'view'").fetchone()
        rows_ = database.execute(f"select count(*) from rtree_{dataset.key}_geom").fetchone()
    database.close()
    assert {(name, geometry) for name, geometry, _ in looks} == {(dataset.key, "geom"), ("districts", "geom")}
    qml = ElementTree.fromstring(next(look for name, _, look in looks if name == dataset.key))
    values = {category.get("value") for category in qml.iter("category")}
    assert values == ({"1", "0"} if dataset.key == "outcome" else set(dataset.states))
    assert [row[0] for row in explained] == [
        column.key for column in dataset.columns if column.kind is not Kind.SHAPE
    ]
    assert (views, rows_) == ((0,), (2,))


def test_a_shapefile_explains_its_short_names(fetch: Fetch, round_: Round) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch(round_, "proposals", "shp"))) as archive:
        names = set(archive.namelist())
        table = list(csv.DictReader(io.StringIO(archive.read("columns.csv").decode("utf-8-sig"))))
        assert archive.read("proposals.cpg") == b"UTF-8"
    assert {
        f"{layer}.{part}" for layer in ("proposals", "districts") for part in ("shp", "shx", "dbf", "prj")
    } <= names
    assert all(len(row["field"]) <= 10 for row in table)
    assert len({row["field"] for row in table}) == len(table)


def test_text_of_a_resident_is_only_text_in_kml(fetch: Fetch, round_: Round) -> None:
    page = fetch(round_, "projects", "kml").decode()
    root = ElementTree.fromstring(page)
    names = [one.text for one in root.iter("{http://www.opengis.net/kml/2.2}name")]
    assert f"{FORMULA} (en)" in names
    assert "<description" not in page


@pytest.mark.parametrize(("form", "crs"), [("kml", "3067"), ("gpkg", "9999"), ("csv", "x")])
def test_a_system_that_is_not_offered_is_refused(
    planner: FlaskClient, round_: Round, form: str, crs: str
) -> None:
    wanted = {"dataset": "projects", "format": form, "crs": crs}
    assert planner.get(f"/staff/rounds/{round_.slug}/exports/file", query_string=wanted).status_code == 400


def test_one_geopackage_holds_the_whole_round(fetch: Fetch, round_: Round, tmp_path: Path) -> None:
    path = saved(tmp_path, fetch(round_, "proposals", "round-gpkg", crs="3067", district="A"), "gpkg", "")
    assert {str(name) for name, _ in pyogrio.list_layers(path)} >= {one.key for one in DATASETS} | {
        "districts"
    }
    for dataset in DATASETS:
        meta, places, values = rows(path, dataset.key)
        assert (meta["crs"], len(places), values["district_code"]) == ("EPSG:3067", 1, ["A"])
    with sqlite3.connect(path) as database:
        looks = {
            row[0] for row in database.execute("select f_table_name from layer_styles where useAsDefault")
        }
        explained = {row[0] for row in database.execute("select layer from columns")}
    database.close()
    assert looks == {one.key for one in DATASETS} | {"districts"}
    assert explained == {one.key for one in DATASETS}


def test_the_map_in_one_file_colours_districts_by_how_many_lie_in_them(
    fetch: Fetch, session: Session
) -> None:
    factories.city(session)
    round_ = factories.round_(session)
    for place in [(28.05, 61.05)] * 3 + [(28.25, 61.05), None]:
        factories.proposal(session, round_, geom=None if place is None else factories.point(*place))
    session.commit()
    html = fetch(round_, "proposals", "html").decode()
    table = html[html.index("By district: Proposals</h2>") :].partition("</table>")[0]
    sums = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', table)
    assert sums == [("A (en)", "3"), ("B (en)", "1"), ("No exact place", "1"), ("Total", "5")]
    colours = {name: re.search(rf'"colour": "(#\w+)", "name": "{name} ', html) for name in ("A", "B")}
    key = re.findall(r'background: (#\w+)"></span>([^<]*)</li>', html)
    assert key == [(found[1], count) for found, count in ((colours["B"], "1"), (colours["A"], "3")) if found]
    assert len(key) == 2
