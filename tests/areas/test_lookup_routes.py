"""What the place picker asks of the server."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from geo import geocoder
from tests import factories
from tests.geo.server import map_server


def test_a_point_has_its_areas(client: FlaskClient, session: Session) -> None:
    factories.city(session)
    session.commit()
    answer = client.get("/areas/at?lon=28.1&lat=61.05").get_json()
    assert answer["inside"] and (answer["neighbourhood"], answer["district"]) == ("A1", "A")
    outside = client.get("/areas/at?lon=25&lat=60").get_json()
    assert not outside["inside"] and outside["words"]


@pytest.mark.parametrize(
    "query", ["", "lon=nan&lat=61", "lon=28&lat=inf", "lon=east&lat=61", "lon=999&lat=61"]
)
def test_what_is_no_point_is_not_found(client: FlaskClient, query: str) -> None:
    assert client.get(f"/areas/at?{query}").status_code == 404


def test_places_are_found_by_name(client: FlaskClient, session: Session) -> None:
    factories.run(
        session,
        "insert into place (kind, name, search, geom) values ('street', cast(:name as jsonb), 'satamatie',"
        " ST_SetSRID(ST_MakePoint(28.1, 61.05), 4326))",
        name='{"fi": "Satamatie"}',
    )
    session.commit()
    assert client.get("/places?q=satama").json == [
        {"name": "Satamatie", "kind": "katu", "lon": 28.1, "lat": 61.05}
    ]
    for nothing in ("", "%00", "%25%25%25", "x" * 1000):
        assert client.get(f"/places?q={nothing}").json == []


def test_a_geocoder_is_asked_when_our_own_places_do_not_do(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geocoder, "SECONDS", 120)  # a busy machine is no unwilling geocoder
    with map_server() as server:
        address = f"{server.address}/search?q={{words}}"
        monkeypatch.setitem(
            app.config, "SETTINGS", app.config["SETTINGS"].model_copy(update={"geocoder_url": address})
        )
        assert client.get("/places?q=rantakatu").json == []
        server.answers["/search"] = (
            200,
            {},
            b'{"features": [{"properties": {"label": "Rantakatu 3"}, "geometry": {"coordinates": [28.1, 61.05]}}]}',
        )
        assert client.get("/places?q=ra").json == [] and len(server.asked) == 1
        assert client.get("/places?q=rantakatu").json == [
            {"name": "Rantakatu 3", "kind": "osoite", "lon": 28.1, "lat": 61.05}
        ]
