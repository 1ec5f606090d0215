"""Fetching a layer from a server that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.areas.test_staff_routes import FIELDS, NAMES
from tests.conftest import SignIn
from tests.geo.files import square, write_geojson
from tests.geo.server import MapServer, map_server
from webapp.areas.models import LayerVersion
from webapp.config import LayerSource


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MapServer]:
    """A map server with one layer, named in the settings."""
    with map_server() as server:
        body = write_geojson(tmp_path / "a.geojson", [square(28.0, 61.0)]).read_bytes()
        server.answers["/wfs"] = (200, {}, body)
        source = LayerSource(
            key="districts", name={"fi": "Suuralueet"}, kind="wfs", url=f"{server.address}/wfs", layer="d"
        )
        settings = app.config["SETTINGS"].model_copy(update={"layer_sources": (source,)})
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield server


def test_without_a_configured_server_there_is_no_such_page(session: Session, sign_in: SignIn) -> None:
    gis = sign_in(factories.account(session, "gis"))
    assert gis.get("/staff/areas/fetch").status_code == 404
    assert "/staff/areas/fetch" not in gis.get("/staff/areas/new").text


def test_a_layer_is_fetched_and_stored_like_a_file(
    session: Session, sign_in: SignIn, client: FlaskClient, server: MapServer
) -> None:
    gis = sign_in(factories.account(session, "gis"))
    assert "/staff/areas/fetch" in gis.get("/staff/areas/new").text
    assert server.address.partition("//")[2] in gis.get("/staff/areas/fetch").text
    wanted = {"level": "district", "source": "districts"}
    assert client.post("/staff/areas/fetch", data=wanted).status_code == 403
    assert (
        gis.post("/staff/areas/fetch", data={"level": "district", "source": "http://evil"}).status_code == 400
    )
    answer = gis.post("/staff/areas/fetch", data=wanted)
    upload = answer.location.rpartition("/")[0]
    gis.post(f"{upload}/place", data={"system": "4326", "shown": "4326"})
    gis.post(f"{upload}/fields", data=FIELDS)
    assert gis.post(f"{upload}/report", data=NAMES).status_code == 302
    assert session.scalar(select(LayerVersion.source)) == f"d ({server.address.partition('//')[2]})"
    server.answers.clear()
    refused = gis.post("/staff/areas/fetch", data=wanted)
    assert refused.status_code == 502 and "Karttapalvelin ei antanut" in refused.text


def test_by_command_a_layer_comes_as_a_draft_and_only_when_it_has_changed(
    app: Flask, session: Session, server: MapServer, tmp_path: Path
) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["areas", "fetch", *words, "--level", "district"])
        return result.exit_code, result.output

    status, said = run("districts")
    assert (status, "version 1 of district" in said) == (0, True), said
    status, said = run("districts")
    assert (status, "the same as in the newest version" in said) == (0, True), said
    moved = write_geojson(tmp_path / "b.geojson", [square(28.0, 61.0, 0.11)]).read_bytes()
    server.answers["/wfs"] = (200, {}, moved)
    status, said = run("districts")
    assert (status, "version 2 of district" in said) == (0, True), said
    assert session.scalars(select(LayerVersion.state)).all() == ["draft", "draft"]
    server.answers.clear()
    assert run("districts")[0] == 1
    status, said = run("elsewhere")
    assert status == 1 and "It names: districts" in said
    assert len(session.scalars(select(LayerVersion.id)).all()) == 2
