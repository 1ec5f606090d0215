"""Lines and areas come out as what they are: layers of their own, WKT in tables, drawn in the report map."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyogrio
import pytest
import shapely
from geoalchemy2 import WKTElement
from sqlalchemy.orm import Session

from tests import factories
from tests.exports.conftest import Fetch
from webapp.exports.dataset import Wanted
from webapp.exports.datasets.proposals import PROPOSALS
from webapp.exports.drawings import district_map
from webapp.exports.queries import district_shapes
from webapp.exports.rows import Rows
from webapp.rounds.models import Round

PATH = "LINESTRING (28.05 61.05, 28.06 61.05)"
PARK = "POLYGON ((28.25 61.05, 28.26 61.05, 28.26 61.06, 28.25 61.06, 28.25 61.05))"


@pytest.fixture
def drawn(session: Session) -> Round:
    """A round with a point, a line and an area."""
    factories.city(session)
    round_ = factories.round_(session, place_kinds=["point", "line", "area"])
    factories.proposal(session, round_, title="Penkki", geom=factories.point(28.05, 61.05))
    for title, wkt, at in (("Polku", PATH, (28.055, 61.05)), ("Puisto", PARK, (28.255, 61.055))):
        shape = WKTElement(wkt, srid=4326)
        factories.proposal(session, round_, title=title, geom=factories.point(*at), shape=shape)
    session.commit()
    return round_


def kinds(path: str | Path, layer: str | None = None) -> list[tuple[str, str]]:
    """Title and kind of geometry of each row."""
    meta, _fids, shapes, values = pyogrio.raw.read(path, layer=layer, columns=["title"])
    titles = values[list(meta["fields"]).index("title")]
    found = shapely.from_wkb(shapes)
    return [(title, one.geom_type) for title, one in zip(titles, found, strict=True)]


def test_the_table_has_the_shape_as_wkt(drawn: Round, fetch: Fetch) -> None:
    table = csv.DictReader(io.StringIO(fetch(drawn, "proposals", "csv").decode("utf-8-sig")))
    found = {row["title"]: row["shape"] for row in table}
    assert found["Penkki"] == ""
    assert shapely.from_wkt(found["Polku"]) == shapely.from_wkt(PATH)
    assert shapely.from_wkt(found["Puisto"]) == shapely.from_wkt(PARK)
    assert fetch(drawn, "proposals", "xlsx")[:2] == b"PK"


@pytest.mark.parametrize("crs", ["4326", "3067"])
def test_geojson_has_each_as_it_was_drawn(drawn: Round, fetch: Fetch, crs: str) -> None:
    found = json.loads(fetch(drawn, "proposals", "geojson", crs=crs))["features"]
    of = {one["properties"]["title"]: one["geometry"] for one in found}
    assert [of[title]["type"] for title in ("Penkki", "Polku", "Puisto")] == [
        "Point",
        "LineString",
        "Polygon",
    ]
    assert "shape" not in found[0]["properties"]
    if crs == "4326":
        assert of["Polku"]["coordinates"] == [[28.05, 61.05], [28.06, 61.05]]


def test_a_geopackage_has_a_layer_for_each_kind(drawn: Round, fetch: Fetch, tmp_path: Path) -> None:
    path = tmp_path / "layers.gpkg"
    path.write_bytes(fetch(drawn, "proposals", "gpkg", crs="3067"))
    assert {name for name, _kind in pyogrio.list_layers(path)} >= {"proposals_lines", "proposals_areas"}
    assert {kind for _title, kind in kinds(path, "proposals")} == {"Point"}
    assert len(kinds(path, "proposals")) == 3
    assert kinds(path, "proposals_lines") == [("Polku", "LineString")]
    assert kinds(path, "proposals_areas") == [("Puisto", "Polygon")]
    with sqlite3.connect(path) as database:
        looks = dict(
            database.execute("select f_table_name, styleQML from layer_styles where useAsDefault").fetchall()
        )
    database.close()
    for layer, symbol in {"": "marker", "_lines": "line", "_areas": "fill"}.items():
        drawing = ElementTree.fromstring(looks[f"proposals{layer}"])
        assert {one.get("type") for one in drawing.iter("symbol")} == {symbol}
        assert {one.get("value") for one in drawing.iter("category")} == set(PROPOSALS.states)


def test_shapefiles_are_apart_and_kml_holds_all(drawn: Round, fetch: Fetch, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch(drawn, "proposals", "shp"))) as archive:
        archive.extractall(tmp_path)
    assert kinds(tmp_path / "proposals_lines.shp") == [("Polku", "LineString")]
    assert kinds(tmp_path / "proposals_areas.shp") == [("Puisto", "Polygon")]
    text = fetch(drawn, "proposals", "kml").decode()
    assert text.count("<LineString>") == text.count("<Polygon>") == text.count("<Point>") == 1


def test_the_report_map_draws_them_and_rounds_without_them_have_no_such_layers(
    drawn: Round, session: Session, fetch: Fetch, tmp_path: Path
) -> None:
    text = fetch(drawn, "proposals", "html").decode()
    assert '"type": "LineString"' in text and '"type": "Polygon"' in text
    plain = factories.round_(session)
    factories.proposal(session, plain, geom=factories.point(28.05, 61.05))
    session.commit()
    path = tmp_path / "plain.gpkg"
    path.write_bytes(fetch(plain, "proposals", "gpkg"))
    assert not any(name.startswith("proposals_") for name, _kind in pyogrio.list_layers(path))


def test_the_printed_report_draws_them_under_the_pins(drawn: Round, session: Session) -> None:
    wanted = Wanted(drawn.id, "proposals", "pdf", None, None, "en", 3882, 4326)
    rows = list(Rows(session, PROPOSALS, wanted))
    areas = {one.name: one.shape for one in district_shapes(session, "en")}
    drawing = district_map(PROPOSALS, rows, areas, "Map")
    marks = [(one.tag, one.get("fill") != "none") for one in drawing]
    districts, edge = ("path", True), ("path", False)
    assert marks[:2] == [districts, districts]
    assert sorted(marks[2:6]) == sorted([edge, edge, edge, districts])
    assert marks[6:] == [("circle", True)]


def test_projects_come_out_drawn_as_well(
    drawn: Round, session: Session, fetch: Fetch, tmp_path: Path
) -> None:
    pot = factories.pot(session, drawn)
    factories.project(
        session, drawn, pot, geom=factories.point(28.055, 61.05), shape=WKTElement(PATH, srid=4326)
    )
    factories.project(session, drawn, pot, geom=factories.point(28.05, 61.05))
    session.commit()
    path = tmp_path / "projects.gpkg"
    path.write_bytes(fetch(drawn, "projects", "gpkg"))
    assert [kind for _title, kind in kinds(path, "projects_lines")] == ["LineString"]
    assert len(kinds(path, "projects")) == 2
    found = json.loads(fetch(drawn, "projects", "geojson"))["features"]
    assert sorted(one["geometry"]["type"] for one in found) == ["LineString", "Point"]
    assert PATH.replace("LINESTRING ", "LINESTRING") in fetch(drawn, "projects", "csv").decode().replace(
        ", ", ","
    ).replace(",28", ", 28")
