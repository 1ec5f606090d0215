"""What the report on a layer says, to the command line and on the page: only what is so, the worst first."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo import crs
from tests import factories
from tests.areas.test_commands import run
from tests.areas.test_staff_routes import FIELDS, NAMES, base, gis, send
from tests.geo.files import pack, shapefile_parts, square, write_geojson, write_layer

__all__ = ["gis"]
CORNER = np.array([564_000.0, 6_769_000.0])


def metres(path: Path, *shapes: shapely.Geometry) -> Path:
    """A layer drawn in metres around the middle of the city."""
    placed = [shapely.transform(shape, lambda xy: xy + CORNER) for shape in shapes]
    turned = crs.transform(np.array(placed, dtype=np.object_), crs.TM35FIN, crs.WGS84)
    return write_geojson(path, [json.loads(shapely.to_geojson(shape)) for shape in turned])


def with_a_gap(path: Path, *more: shapely.Geometry) -> Path:
    """Two areas with a gap of 2 × 600 m between them."""
    gap = shapely.box(999, 200, 1001, 800)
    return metres(path, shapely.box(0, 0, 1000, 1000) - gap, shapely.box(1000, 0, 2000, 1000) - gap, *more)


def at_the_report(client: FlaskClient, path: Path) -> str:
    """The address of an upload of which all but the storing is done."""
    upload = base(send(client, path))
    client.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
    client.post(f"{upload}/fields", data=FIELDS)
    return f"{upload}/report"


OVERLAPPING = (shapely.box(1800, 0, 3000, 1000),)


@pytest.mark.parametrize(
    ("more", "rule", "words"),
    [
        ((), (), "slivers closed: 1 gaps"),
        (OVERLAPPING, (), "slivers left open until the large overlaps are decided: 1 gaps"),
        (OVERLAPPING, ("--overlaps", "keep"), "slivers left open, as both areas keep the overlaps: 1 gaps"),
        (OVERLAPPING, ("--overlaps", "larger"), "slivers closed: 1 gaps"),
    ],
)
def test_a_sliver_is_called_closed_only_where_it_was_closed(
    app: Flask,
    session: Session,
    tmp_path: Path,
    more: tuple[shapely.Geometry, ...],
    rule: tuple[str, ...],
    words: str,
) -> None:
    said = run(app, "check", with_a_gap(tmp_path / "a.geojson", *more), *rule)[1]
    assert words in said and said.count("slivers") == 1


def test_the_command_names_the_rule_and_what_it_changes(app: Flask, session: Session, tmp_path: Path) -> None:
    path = metres(tmp_path / "a.geojson", shapely.box(0, 0, 1000, 1000), shapely.box(600, 0, 3000, 1000))
    said = run(app, "check", path, "--overlaps", "larger")[1]
    assert "large overlaps given to the larger area: 1\n" in said
    assert re.search(
        r"  1: 9\d{5}\.\d m2 before, 6\d{5}\.\d m2 after the rule|  1: 1\d{6}\.\d m2 before, [56]\d{5}", said
    )
    assert "large overlaps: 1\n" in run(app, "check", path)[1]


def test_the_page_says_which_slivers_are_left_open(gis: FlaskClient, tmp_path: Path) -> None:
    closed = gis.get(at_the_report(gis, with_a_gap(tmp_path / "a.geojson"))).text
    assert "Slivers closed" in closed and "Slivers left open" not in closed
    open_still = gis.get(at_the_report(gis, with_a_gap(tmp_path / "b.geojson", *OVERLAPPING))).text
    assert "Slivers left open" in open_still and "Slivers closed" not in open_still
    assert "They are closed once it is decided whose the large overlaps are." in open_still


def bow_ties(path: Path) -> Path:
    """Sixty shapes that touch themselves, with no ground changed; then one with a slip at a corner, and a bow-tie."""
    touching = [
        shapely.Polygon([(x, 0), (x + 50, 50), (x, 100), (x + 100, 100), (x + 50, 50), (x + 100, 0)])
        for x in range(0, 12_000, 200)
    ]
    slip = shapely.Polygon([(0, 1000), (100, 1000), (100, 1100), (-1, 1100), (-1, 1101), (0, 1099)])
    tie = shapely.Polygon([(0, 2000), (100, 2100), (100, 2000), (0, 2100)])
    return metres(path, *touching, slip, tie)


def test_the_repair_that_changed_most_is_told_first_and_that_the_list_is_cut(
    app: Flask, session: Session, gis: FlaskClient, tmp_path: Path
) -> None:
    path = bow_ties(tmp_path / "a.geojson")
    said = run(app, "check", path)[1].splitlines()
    heading = said.index("repaired shapes: 62 (the first 50 told)")
    assert re.fullmatch(r"  62: .* m2 after, \+\d+\.\d m2 \(look at this\)", said[heading + 1])
    page = gis.get(at_the_report(gis, path)).text
    rows = re.findall(r"<tr>.*?</tr>", page.partition("Shapes that were repaired</caption>")[2], re.S)
    assert '<th scope="row">62</th>' in rows[1] and "Look at this" in rows[1]
    assert re.search(r"\+5,0\d\d(\.\d)?&nbsp;m²|\+5,0\d\d(\.\d)?\xa0m²", rows[1])
    assert '<th scope="row">61</th>' in rows[2] and "No ground changed" not in rows[2]
    assert "No ground changed" in rows[3]
    assert "The first 50 of 62 are shown." in page


def test_the_command_shows_the_first_names_to_see_the_letters_by(app: Flask, tmp_path: Path) -> None:
    parts = shapefile_parts(tmp_path, ("Länsi-Äänekoski", "Itä"), encoding="ISO-8859-1")
    table = bytearray(parts[".dbf"])
    table[29] = 0
    files = {f"a{suffix}": parts[suffix] for suffix in (".shp", ".shx", ".prj")} | {"a.dbf": bytes(table)}
    path = pack(tmp_path / "a.zip", files)
    said = run(app, "check", path)[1].splitlines()
    assert said[-4].startswith("noticed: The encoding was guessed. See below that å, ä and ö are right.")
    assert said[-3:] == ["first areas:", "  01 Länsi-Äänekoski", "  02 Itä"]
    first = json.loads(run(app, "check", path, "--json")[1])["first_areas"][0]
    assert first == {"code": "01", "name": "Länsi-Äänekoski"}


def test_areas_that_leave_the_layer_above_are_told_the_worst_first_and_counted(
    app: Flask, session: Session, gis: FlaskClient, tmp_path: Path
) -> None:
    factories.city(session)
    session.commit()
    inside = [square(28.3995 - n * 5e-6, 61.0 + n * 0.001, 0.0009) for n in range(60)]
    path = write_geojson(tmp_path / "a.geojson", [*inside, square(28.3999, 61.08, 0.0009)])
    report = json.loads(run(app, "check", path, "--level", "neighbourhood", "--json")[1])
    outside = report["nesting"]["above"]["outside"]
    assert report["nesting"]["above"]["outside_count"] == 61 and len(outside) == 50
    assert outside[0]["code"] == "61"
    assert [one["share"] for one in outside] == sorted((one["share"] for one in outside), reverse=True)
    assert "The first 50 of 61 are shown." in gis.get(at_the_report(gis, path)).text


def drawn(page: str, kind: str) -> list[BaseGeometry]:
    """What the map of a page draws of this kind."""
    found = re.search(r"data-geojson='(.*?)'", page, re.S)
    assert found
    features = json.loads(found[1])["features"]
    return [
        shapely.from_geojson(json.dumps(one["geometry"]))
        for one in features
        if one["properties"]["kind"] == kind
    ]


def test_overlaps_and_gaps_are_drawn_in_the_report_and_on_the_page_of_the_version(
    session: Session, gis: FlaskClient, tmp_path: Path
) -> None:
    path = with_a_gap(tmp_path / "a.geojson", *OVERLAPPING)
    report = at_the_report(gis, path)
    before = gis.get(report).text
    stored = gis.post(report, data={**NAMES, "overlaps": "keep", "shown": "keep"}).location
    for page in (before, gis.get(stored).text):
        assert "Overlaps in the file" in page and "Gaps in the file" in page
        (overlap,), (gap,) = drawn(page, "overlap"), drawn(page, "gap")
        sizes = [shape.area for shape in crs.transform(np.array([overlap, gap]), crs.WGS84, crs.TM35FIN)]
        assert sizes == pytest.approx([200_000, 1200], rel=0.01)
        assert "Show on map" in page and "Parts of areas that lie in several" not in page


def test_an_area_that_lies_in_two_of_the_level_above_is_shown_with_its_parts(
    session: Session, gis: FlaskClient, tmp_path: Path
) -> None:
    factories.city(session)
    session.commit()
    across = square(28.15, 61.02, 0.08)
    path = write_geojson(tmp_path / "a.geojson", [square(28.05, 61.02, 0.08), across])
    report = at_the_report(gis, path)
    page = gis.get(report).text
    stored = gis.get(gis.post(report, data=NAMES).location).text
    for text in (page, stored):
        assert text.count('data-box="28.15,61.02,28.23,61.1"') == 1
        assert "Parts of areas that lie in several" in text and "Overlaps in the file" not in text
        west, east = sorted(drawn(text, "split"), key=lambda part: part.bounds)
        assert west.bounds == pytest.approx((28.15, 61.02, 28.2, 61.1))
        assert east.bounds == pytest.approx((28.2, 61.02, 28.23, 61.1))


def test_a_layer_in_feet_is_told_in_square_metres(app: Flask, session: Session, tmp_path: Path) -> None:
    """EPSG:2903: New Mexico's system in feet of the US survey, one of which is 1200/3937 metres."""
    squares = [shapely.box(1_500_000 + west, 1_480_000, 1_501_000 + west, 1_481_000) for west in (0, 1000)]
    bow_tie = shapely.Polygon(
        [(1_502_000, 1_480_000), (1_503_000, 1_481_000), (1_503_000, 1_480_000), (1_502_000, 1_481_000)]
    )
    fields: dict[str, list[object]] = {"code": ["1", "2", "3"], "name": ["A", "B", "C"]}
    path = write_layer(tmp_path / "feet.gpkg", [*squares, bow_tie], fields, epsg=2903)
    report = json.loads(run(app, "check", path, "--json")[1])
    assert (report["crs"]["epsg"], report["crs"]["is_confirmed"], report["is_clean"]) == (2903, True, True)
    half = 500_000 * (1200 / 3937) ** 2
    assert report["repairs"][0]["after_m2"] == pytest.approx(half, rel=1e-3)
