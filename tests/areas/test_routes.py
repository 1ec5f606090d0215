"""The areas in use as a page and as open data."""

from __future__ import annotations

from pathlib import Path

import shapely
from flask.testing import FlaskClient
from shapely.geometry import shape
from sqlalchemy.orm import Session

from tests import factories
from tests.geo.files import write_geojson
from webapp.areas.actions import add_version
from webapp.areas.activation import activate_version
from webapp.areas.drafting import draft_layer


def test_areas_are_listed_with_a_fixed_number_of_queries(
    client: FlaskClient, session: Session, queries: list[str]
) -> None:
    factories.city(session)
    session.commit()
    queries.clear()
    page = client.get("/areas").text
    assert "A1" in page and "/areas/district.geojson" in page
    assert len(queries) <= 5


def test_a_city_without_areas_says_so(client: FlaskClient) -> None:
    assert "ei ole vielä jaettu alueisiin" in client.get("/areas").text
    assert client.get("/areas/district.geojson").status_code == 404


def test_geojson_is_in_longitude_and_latitude_and_is_sent_once(client: FlaskClient, session: Session) -> None:
    factories.city(session)
    session.commit()
    answer = client.get("/areas/district.geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json is not None and "crs" not in answer.json
    assert [feature["id"] for feature in answer.json["features"]] == ["A", "B"]
    west, south = answer.json["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 28.0 <= west <= 28.2 and 61.0 <= south <= 61.2
    again = client.get("/areas/district.geojson", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    assert client.get("/areas/village.geojson").status_code == 404


def test_less_detail_has_fewer_points_and_keeps_borders_in_common(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    wavy = [[28.2 + 0.0001 * (n % 2), 61.0 + n * 0.001] for n in range(101)]
    west = {"type": "Polygon", "coordinates": [[[28.1, 61.1], [28.1, 61.0], *wavy, [28.1, 61.1]]]}
    east = {"type": "Polygon", "coordinates": [[[28.3, 61.0], [28.3, 61.1], *wavy[::-1], [28.3, 61.0]]]}
    draft = draft_layer(write_geojson(tmp_path / "a.geojson", [west, east]))
    activate_version(session, add_version(session, "district", None, draft, "a.geojson").id)
    session.commit()
    fine, coarse = (client.get(f"/areas/district.geojson{query}").json for query in ("", "?detail=50"))
    assert fine is not None and coarse is not None
    one, other = (shape(feature["geometry"]) for feature in coarse["features"])
    assert (
        shapely.get_num_coordinates(one)
        < 20
        < shapely.get_num_coordinates(shape(fine["features"][0]["geometry"]))
    )
    assert one.intersection(other).area == 0 and one.union(other).geom_type in ("Polygon", "MultiPolygon")
    assert one.intersection(other).length > 0.09
    assert client.get("/areas/district.geojson?detail=7").status_code == 404
