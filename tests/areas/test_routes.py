"""The areas in use as a page and as open data."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories


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
